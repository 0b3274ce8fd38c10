package layout_test

import (
	"go/ast"
	"slices"
	"testing"
)

// nodeQueries are the driver's actions that find elements by numbers of nodes. Chromium
// gives these anew while a page loads, and the driver then waits until the test's time is up.
var nodeQueries = []string{
	"AttributeValue", "Attributes", "Blur", "Clear", "Click", "Dimensions", "DoubleClick", "Focus", "InnerHTML",
	"JavascriptAttribute", "NodeIDs", "Nodes", "OuterHTML", "Query", "QueryAfter", "Reset", "Screenshot",
	"ScrollIntoView", "SendKeys", "SetAttributeValue", "SetJavascriptAttribute", "SetUploadFiles", "SetValue",
	"Submit", "Text", "TextContent", "Value", "WaitEnabled", "WaitNotPresent", "WaitNotVisible", "WaitReady",
	"WaitSelected", "WaitVisible",
}

func TestBrowserTestsFindElementsByScript(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(nodeQueries, selector.Sel.Name) {
				return true
			}
			if name, ok := selector.X.(*ast.Ident); ok && name.Name == "chromedp" {
				t.Errorf("%s uses chromedp.%s, which may wait for ever: use the actions of internal/testbrowser",
					s.fset.Position(n.Pos()), selector.Sel.Name)
			}
			return true
		})
	}
}
