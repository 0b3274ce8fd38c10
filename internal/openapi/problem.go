package openapi

import (
	"fmt"
	"strings"

	"sogoc/web"
)

// problemSchema is of a problem document with one of these codes.
func (b *builder) problemSchema(codes []string) (*Schema, error) {
	base, err := Of[web.Problem](b.Types)
	if err != nil {
		return nil, err
	}
	var plain []string
	var either []*Schema
	for _, code := range codes {
		extra, has := b.Members[code]
		if !has {
			plain = append(plain, code)
			continue
		}
		s, err := b.problemWithMembers(code, extra)
		if err != nil {
			return nil, fmt.Errorf("problem %s: %w", code, err)
		}
		either = append(either, s)
	}
	if len(plain) > 0 {
		either = append(
			either,
			&Schema{AllOf: []*Schema{base, {Properties: Members[*Schema]{{"code", &Schema{Enum: plain}}}}}},
		)
	}
	if len(either) == 1 {
		return either[0], nil
	}
	return &Schema{AnyOf: either}, nil
}

// problemWithMembers returns a reference to the schema of a problem document whose code
// gives it members of its own.
func (b *builder) problemWithMembers(code string, extra Extra) (*Schema, error) {
	name := ""
	for word := range strings.SplitSeq(code, "_") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	name += "Problem"
	if b.Types.Component(name) != nil {
		return refTo(name), nil
	}
	base := b.Types.Component("Problem")
	s := &Schema{Description: base.Description, Type: base.Type, Required: append([]string(nil), base.Required...)}
	for _, p := range base.Properties {
		var of Content
		switch p.Name {
		case "errors":
			of = extra.Errors
		case "report":
			of = extra.Report
		}
		own := *p.Value
		switch {
		case p.Name == "code":
			own.Enum = []string{code}
		case of != nil:
			given, err := of(b.Types)
			if err != nil {
				return nil, err
			}
			own = *given
			s.Required = append(s.Required, p.Name)
		case p.Name == "errors" || p.Name == "report":
			continue
		}
		s.Properties = append(s.Properties, Member[*Schema]{p.Name, &own})
	}
	return b.Types.Add(name, s), nil
}
