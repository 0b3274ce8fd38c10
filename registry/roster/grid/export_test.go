package grid

// Events lists what a document consists of as the scanner reads it, nil where it
// refuses it: "<name", ">" and "=text".
func Events(text string) []string {
	all := []string{}
	for s := (scanner{text: text}); ; {
		switch t, part := s.next(); t {
		case tokenEnd:
			return all
		case tokenBad:
			return nil
		case tokenOpen:
			all = append(all, "<"+s.name)
		case tokenClose:
			all = append(all, ">")
		case tokenText:
			if n := len(all); n > 0 && all[n-1][0] == '=' {
				all[n-1] += part
			} else if part != "" {
				all = append(all, "="+part)
			}
		}
	}
}
