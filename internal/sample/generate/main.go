// Command generate writes the sample class lists.
package main

import (
	"flag"
	"fmt"
	"os"

	"sogoc/internal/sample"
)

func main() {
	dir := flag.String("dir", "testdata/rosters", "folder of the class lists")
	flag.Parse()
	if err := sample.Write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
