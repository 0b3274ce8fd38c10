package credential

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// object is a JSON object whose members are kept verbatim.
type object map[string]jsontext.Value

// VerifiableCredential returns the processed payload (RFC 9901 §7.1): the
// VC 2.0 document with the disclosures in their places and no digests, for
// programs that know Open Badges or CLR and not SD-JWT. In a transcript of
// which courses are withheld, partial is true.
func (c *Credential) VerifiableCredential() ([]byte, error) {
	var whole, subject object
	if err := json.Unmarshal([]byte(c.body), &whole); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(whole["credentialSubject"], &subject); err != nil {
		return nil, err
	}
	delete(whole, "_sd_alg")
	delete(subject, "_sd")
	award := subject
	var credentials []jsontext.Value
	var first object
	if c.Form == FormTranscript {
		if err := json.Unmarshal(subject["verifiableCredential"], &credentials); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(credentials[0], &first); err != nil {
			return nil, err
		}
		award = nil
		if err := json.Unmarshal(first["credentialSubject"], &award); err != nil {
			return nil, err
		}
		delete(award, "_sd")
		credentials = credentials[:1]
	}
	identifiers, courses, err := c.place(subject, award)
	if err != nil {
		return nil, err
	}
	delete(subject, "identifier")
	if len(identifiers) > 0 {
		subject["identifier"] = array(identifiers)
	}
	if c.Form == FormTranscript {
		if credentials[0], err = closeObject(first, "credentialSubject", award); err != nil {
			return nil, err
		}
		subject["verifiableCredential"] = array(append(credentials, courses...))
		if len(c.Courses) < c.CourseCount {
			whole["partial"] = jsontext.Value("true")
		}
	}
	return closeObject(whole, "credentialSubject", subject)
}

// place puts disclosed members into subject and award, and returns the
// disclosed elements in the order of the document.
func (c *Credential) place(subject, award object) (identifiers, courses []jsontext.Value, err error) {
	byIndex := map[int]jsontext.Value{}
	for i, text := range c.Disclosures {
		raw, err := decodeBase64(text)
		if err != nil {
			return nil, nil, err
		}
		var parts []jsontext.Value
		if err := json.Unmarshal(raw, &parts); err != nil {
			return nil, nil, err
		}
		value := parts[len(parts)-1]
		switch at := c.shown[i]; {
		case at.place == placeIdentity:
			identifiers = append(identifiers, value)
		case at.place == placeCourse:
			byIndex[at.index] = value
		case at.fact == FactResults:
			award[memberResult] = value
		default:
			subject[string(at.fact)] = value
		}
	}
	for i := range c.CourseCount {
		if value, shown := byIndex[i]; shown {
			courses = append(courses, value)
		}
	}
	return identifiers, courses, nil
}

func closeObject(outer object, name string, inner object) (jsontext.Value, error) {
	text, err := json.Marshal(inner, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	outer[name] = text
	return json.Marshal(outer, json.Deterministic(true))
}

func array(values []jsontext.Value) jsontext.Value {
	out := jsontext.Value{'['}
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, v...)
	}
	return append(out, ']')
}
