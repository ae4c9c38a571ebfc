package app_test

import (
	"fmt"
	"strings"
)

// permissionPage writes the table for people: who may do what.
func permissionPage(list []operation, m *matrix) string {
	var page strings.Builder
	page.WriteString("# Who may do what\n\n" +
		"Made by asking every endpoint as everybody, on every engine (`go test ./internal/app -run Golden -update`).\n" +
		"The member called creator has made the task and written the comment that is asked about.\n\n" +
		"yes: done · no: 403 · hidden: 404 · sign in: 401 · yes, conflict: allowed, but the state of things forbids it (409)\n\n")
	columns := []string{"endpoint", "permission"}
	for _, p := range personas {
		columns = append(columns, p.name)
	}
	row(&page, columns)
	row(&page, strings.Split(strings.Repeat("---,", len(columns)-1)+"---", ","))
	for _, o := range list {
		cells := []string{fmt.Sprintf("%s `%s %s`", o.Name, o.Method, o.Path), o.Permission.Name()}
		for _, p := range personas {
			cells = append(cells, m.cells[o.Name][p.name])
		}
		row(&page, cells)
	}
	return page.String()
}

func row(page *strings.Builder, cells []string) {
	page.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
