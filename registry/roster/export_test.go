package roster

// ListAliases returns the headers of each field's column, strong and weak.
func ListAliases() map[Field][]string {
	all := map[Field][]string{}
	for _, spec := range listColumns {
		all[spec.field] = append(append([]string{}, spec.aliases...), spec.weak...)
	}
	return all
}

// FieldOf returns what a column of that header is read as.
func FieldOf(header string) Field {
	f, _ := listIndex.field(header)
	return f
}
