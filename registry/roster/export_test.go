package roster

// ListAliases returns the names of each field's column.
func ListAliases() map[Field][]string { return listAliases }

// FieldOf returns what a column of that header is read as.
func FieldOf(header string) Field { return listIndex.field(header) }
