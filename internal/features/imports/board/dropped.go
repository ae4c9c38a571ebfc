package board

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	// maxDroppedFields bounds how many fields are named; a hostile file has a million.
	maxDroppedFields = 200
	maxFieldName     = 40
)

// technical are fields that say nothing that a person wrote or chose: identifiers,
// addresses of an API, caches and what is computed from other fields. Names that
// end in _url are, too.
var technical = func() map[string]bool {
	names := map[string]bool{}
	for _, n := range []string{
		// GitHub
		"id", "node_id", "url", "gravatar_id", "site_admin", "type", "user_view_type", "author_association", "default",
		"performed_via_github_app", "is_bot", "sender", "organization", "installation", "enterprise", "total_count",
		// Trello
		"idBoard", "idShort", "idOrganization", "idEnterprise", "idBoardSource", "idChecklists", "idAttachmentCover", "shortLink",
		"shortUrl", "nodeId", "limits", "badges", "descData", "nameData", "textData", "creationMethod", "ixUpdate", "dateLastView",
		"checkItemStates", "checkItemsChecked", "email", "idModel", "idCheckItem", "idChecklist", "idCustomField", "modelType",
		"fieldGroup", "premiumFeatures", "enterpriseOwned", "templateGallery", "initials", "activityBlocked", "appCreator",
		"fileName", "previews", "edgeColor", "isUpload", "mimeType", "bytes", "labelNames",
	} {
		names[n] = true
	}
	return names
}()

// dropped counts the values of fields that nothing here has a place for, by the
// field's place in the file without its indexes.
type dropped struct {
	fields map[string]int
	others int
	key    []byte
}

func (d *dropped) note(path []step, name string) {
	d.key = d.key[:0]
	for _, s := range path {
		if s.name != "" {
			d.key = append(append(d.key, s.name...), '.')
		}
	}
	d.key = append(d.key, name...)
	if n, known := d.fields[string(d.key)]; known || len(d.fields) < maxDroppedFields {
		if d.fields == nil {
			d.fields = map[string]int{}
		}
		d.fields[string(d.key)] = n + 1
		return
	}
	d.others++
}

// fieldName is a name as it may be shown: what isn't a usual name of a field isn't repeated.
func fieldName(raw []byte) string {
	if len(raw) == 0 || len(raw) > maxFieldName || bytes.ContainsFunc(raw, unusual) || raw[0] == '_' {
		return "(unusual name)"
	}
	return string(raw)
}

func unusual(r rune) bool {
	return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}

// drop reads over a value that has no place here, and remembers its field if the value says anything.
func (r *reader) drop() error {
	last := len(r.path) - 1
	return r.dropNamed(r.path[:last], r.path[last].name)
}

func (r *reader) dropNamed(path []step, name string) error {
	said := false
	if err := r.says(&said); err != nil {
		return err
	}
	if said {
		r.dropped.note(path, name)
	}
	return nil
}

// says is present all the way down: an object of empty values says nothing.
func (r *reader) says(into *bool) error {
	kind := r.dec.PeekKind()
	if kind != '{' && kind != '[' {
		return r.present(into)
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return syntax(r.where(), err)
	}
	for r.dec.PeekKind() != kind+2 {
		if kind == '{' {
			if err := r.skip(); err != nil {
				return err
			}
		}
		if err := r.says(into); err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return syntax(r.where(), err)
	}
	return nil
}

// writeDropped accounts for each dropped field by name, whatever the bound on examples; what is
// technical below the first levels, such as a person's addresses, goes by its object.
func (r *reader) writeDropped() {
	together := map[string][]string{}
	for _, field := range slices.Sorted(maps.Keys(r.dropped.fields)) {
		of, name := "", field
		if at := strings.LastIndexByte(field, '.'); at >= 0 {
			of, name = field[:at], field[at+1:]
		}
		switch {
		case !isTechnical(of, name):
			r.ledger.write(Entry{Severity: Lost, Kind: "field", Where: field,
				Reason: fmt.Sprintf("there is no place for this field (%d times in the file)", r.dropped.fields[field])})
		case of == "" || topLevel[of]:
			r.ledger.write(Entry{Severity: Info, Kind: "technical_field", Where: field, Reason: "it says nothing that a person wrote or chose"})
		default:
			together[of] = append(together[of], name)
		}
	}
	for _, of := range slices.Sorted(maps.Keys(together)) {
		r.ledger.write(Entry{Severity: Info, Kind: "technical_field", Where: of,
			Reason: excerpt(fmt.Sprintf("%d fields that say nothing a person wrote or chose: %s", len(together[of]), strings.Join(together[of], ", ")))})
	}
	if r.dropped.others > 0 {
		r.ledger.write(Entry{Severity: Lost, Kind: "field", Reason: fmt.Sprintf("%d values of yet other fields", r.dropped.others)})
	}
	slices.SortStableFunc(r.ledger.Totals, func(a, b Total) int { return cmp.Compare(later(a), later(b)) })
}

// topLevel are the objects whose technical fields are named one by one.
var topLevel = map[string]bool{"issue": true, "comment": true, "cards": true, "lists": true}

func isTechnical(of, name string) bool {
	return technical[name] || strings.HasSuffix(name, "_url") || of == "repository" || strings.HasPrefix(of, "repository.")
}

func later(t Total) int {
	if t.Kind == "field" || t.Kind == "technical_field" {
		return 1
	}
	return 0
}
