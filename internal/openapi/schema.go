package openapi

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	jsonv2 "github.com/go-json-experiment/json"
)

// Types derives schemas from Go types, as package go-json-experiment/json
// writes them. Each named type of the module becomes a component, with its
// comment as the description and, of a string with constants, their values.
type Types struct {
	source     sourceReader
	names      map[reflect.Type]string
	schemas    map[reflect.Type]Schema
	standIns   map[reflect.Type]reflect.Type
	values     map[reflect.Type][]constant // of constants in other packages than their type's
	components map[string]*component
}

type component struct {
	of     reflect.Type
	schema *Schema
}

// NewTypes returns the types of a module, whose source is in root.
func NewTypes(module, root string) *Types {
	return &Types{
		source:   sourceReader{module: module, root: root, packages: map[string]map[string]*typeComments{}},
		names:    map[reflect.Type]string{},
		standIns: map[reflect.Type]reflect.Type{},
		values:   map[reflect.Type][]constant{},
		schemas: map[reflect.Type]Schema{
			reflect.TypeFor[time.Time]():      {Type: "string", Format: "date-time"},
			reflect.TypeFor[uuid.UUID]():      {Type: "string", Format: "uuid"},
			reflect.TypeFor[[]byte]():         {Type: "string", Encoding: "base64"},
			reflect.TypeFor[jsontext.Value](): {},
		},
		components: map[string]*component{},
	}
}

// SetName gives T's component another name, where two types have the same one.
func SetName[T any](t *Types, name string) { t.names[reflect.TypeFor[T]()] = name }

// SetSchema says the schema of a type that writes itself; what T's comment says is added.
func SetSchema[T any](t *Types, s Schema) { t.schemas[reflect.TypeFor[T]()] = s }

// EncodeAs says that T, which writes itself, is written as S would be.
func EncodeAs[T, S any](t *Types) { t.standIns[reflect.TypeFor[T]()] = reflect.TypeFor[S]() }

// AddConstant adds a constant that another package than T's has.
func AddConstant[T ~string](t *Types, v T, why string) {
	t.values[reflect.TypeFor[T]()] = append(t.values[reflect.TypeFor[T]()], constant{string(v), why})
}

// Of returns T's schema: a reference, where it is a component.
func Of[T any](t *Types) (*Schema, error) { return t.of(reflect.TypeFor[T]()) }

// Component returns the named component, to say more of it; nil where there is none.
func (t *Types) Component(name string) *Schema {
	if c := t.components[name]; c != nil {
		return c.schema
	}
	return nil
}

// Add puts a schema among the components and returns a reference to it.
func (t *Types) Add(name string, s *Schema) *Schema {
	t.components[name] = &component{schema: s}
	return refTo(name)
}

// Components returns all that were referred to, by name.
func (t *Types) Components() Members[*Schema] {
	var all Members[*Schema]
	for name, c := range t.components {
		all = append(all, Member[*Schema]{name, c.schema})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

func refTo(name string) *Schema { return &Schema{Ref: "#/components/schemas/" + name} }

func (t *Types) of(r reflect.Type) (*Schema, error) {
	if r.Kind() == reflect.Pointer {
		return t.of(r.Elem()) // whether it may be null is its field's matter
	}
	if r.Name() == "" || !t.source.inModule(r.PkgPath()) {
		return t.define(r)
	}
	name := r.Name()
	if given, ok := t.names[r]; ok {
		name = given
	}
	if known := t.components[name]; known != nil {
		if known.of != r {
			return nil, fmt.Errorf("%v and %v are both %s: name one of them", known.of, r, name)
		}
		return refTo(name), nil
	}
	c := &component{of: r, schema: &Schema{}}
	t.components[name] = c // before its fields, which may refer to it
	said, err := t.source.commentsOf(r.PkgPath(), r.Name())
	if err != nil {
		return nil, err
	}
	written := r
	if other, ok := t.standIns[r]; ok {
		written = other
	}
	s, err := t.define(written)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", r, err)
	}
	*c.schema = *s
	c.schema.Description = said.text
	if r.Kind() == reflect.String && c.schema.Pattern == "" {
		if said.computed {
			return nil, fmt.Errorf("%v has constants that are no literals", r)
		}
		enumerate(c.schema, append(said.values, t.values[r]...))
	}
	return refTo(name), nil
}

// enumerate says which values a string has, and what each means.
func enumerate(s *Schema, values []constant) {
	var list strings.Builder
	for _, v := range values {
		s.Enum = append(s.Enum, v.text)
		if v.comment != "" {
			fmt.Fprintf(&list, "\n- `%s`: %s", v.text, v.comment)
		}
	}
	if list.Len() > 0 {
		s.Description += "\n" + list.String()
	}
}

// marshalers are the interfaces of types that write themselves.
var marshalers = []reflect.Type{
	reflect.TypeFor[jsonv2.MarshalerTo](), reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler](),
}

func (t *Types) define(r reflect.Type) (*Schema, error) {
	if form, ok := t.schemas[r]; ok {
		return &form, nil
	}
	for _, w := range marshalers {
		if r.Implements(w) || reflect.PointerTo(r).Implements(w) {
			return nil, fmt.Errorf("%v writes itself: say how", r)
		}
	}
	switch r.Kind() {
	case reflect.Bool:
		return &Schema{Type: "boolean"}, nil
	case reflect.Int:
		return &Schema{Type: "integer"}, nil
	case reflect.Int64:
		return &Schema{Type: "integer", Format: "int64"}, nil
	case reflect.Uint32:
		return &Schema{Type: "integer", Format: "uint32", Minimum: new(int)}, nil
	case reflect.Uint64:
		return &Schema{Type: "integer", Format: "uint64", Minimum: new(int)}, nil
	case reflect.String:
		return &Schema{Type: "string"}, nil
	case reflect.Interface:
		return &Schema{}, nil
	case reflect.Slice:
		items, err := t.of(r.Elem())
		return &Schema{Type: "array", Items: items}, err
	case reflect.Map:
		values, err := t.of(r.Elem())
		return &Schema{Type: "object", Values: values}, err
	case reflect.Struct:
		s := &Schema{Type: "object"}
		return s, t.fields(s, r)
	}
	return nil, fmt.Errorf("%v: a %v has no schema here", r, r.Kind())
}

// fields adds the members of a struct to an object, those of embedded ones included.
func (t *Types) fields(s *Schema, r reflect.Type) error {
	said := &typeComments{}
	if r.Name() != "" && t.source.inModule(r.PkgPath()) {
		var err error
		if said, err = t.source.commentsOf(r.PkgPath(), r.Name()); err != nil {
			return err
		}
	}
	for i := range r.NumField() {
		f := r.Field(i)
		tag, tagged := f.Tag.Lookup("json")
		switch {
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct:
			if err := t.fields(s, f.Type); err != nil {
				return err
			}
			continue
		case !f.IsExported() || tag == "-":
			continue
		}
		if err := t.field(s, f, tag, said.fields[f.Name]); err != nil {
			return fmt.Errorf("%v.%s: %w", r, f.Name, err)
		}
	}
	return nil
}

func (t *Types) field(s *Schema, f reflect.StructField, tag, text string) error {
	name, rest, _ := strings.Cut(tag, ",")
	if name == "" || strings.ContainsAny(name, `'"`) {
		return fmt.Errorf("no plain name in the tag %q", tag)
	}
	if s.Properties.Get(name) != nil {
		return fmt.Errorf("two members are %s", name)
	}
	options := strings.FieldsFunc(rest, func(r rune) bool { return r == ',' })
	for _, o := range options {
		if o != "omitempty" && o != "omitzero" {
			return fmt.Errorf("the option %s is not known here", o)
		}
	}
	schema, err := t.of(f.Type)
	if err != nil {
		return err
	}
	if !slices.Contains(options, "omitempty") && !slices.Contains(options, "omitzero") {
		s.Required = append(s.Required, name)
		if f.Type.Kind() == reflect.Pointer {
			schema = &Schema{AnyOf: []*Schema{schema, {Type: "null"}}}
		}
	}
	said := *schema
	said.Description = text
	s.Properties = append(s.Properties, Member[*Schema]{name, &said})
	return nil
}
