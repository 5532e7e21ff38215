package failure

import (
	"encoding/json"
	"errors"
	"fmt"
)

// A Report is an error in the form that travels. As JSON:
//
//	{"code": "limitReached", "message": "associate contacts/1 with companies/9: ...",
//	 "type": "limits.Error", "details": {"record": "contacts/1", "have": 1, "max": 1}}
//
// Message is the error's whole text. Type names the first error of the chain that a package
// declared, and details has the fields of that error. Both are absent for other errors. A
// *Report is an error too: [errors.Is] and [errors.As] find the declared error in it.
//
// The zero Report is no error, and is null as JSON.
type Report struct {
	Code    Code
	Message string
	Type    string // as in [Sentinel] and [Register]
	Details error  // the declared error; nil without one, and for a type that this program does not import

	unknown json.RawMessage // the details of a type that this program does not import
}

// ReportOf returns the report of err. The report of nil is the zero Report.
func ReportOf(err error) Report {
	var sent *Report
	switch {
	case err == nil:
		return Report{}
	case errors.As(err, &sent) && sent.Message == err.Error():
		return *sent
	}
	r := Report{Code: CodeOf(err), Message: err.Error()}
	r.Type, r.Details = declared(err)
	return r
}

// declared returns the first error of the chain that a package declared, with its name.
func declared(err error) (name string, found error) {
	walk(err, func(err error) bool {
		found = err
		name, _ = registry.nameOf(err)
		return name != ""
	})
	if name == "" {
		return "", nil
	}
	return name, found
}

// Err returns the report as an error: nil for the zero Report, and Details itself if its text
// is the whole message.
func (r Report) Err() error {
	switch {
	case r.Code == None:
		return nil
	case r.Details != nil && r.Details.Error() == r.Message:
		return r.Details
	}
	return &r
}

// Error reads: the message.
func (r *Report) Error() string { return r.Message }

// Unwrap returns the declared error, if there is one.
func (r *Report) Unwrap() error { return r.Details }

type reportDocument struct {
	Code    Code            `json:"code"`
	Message string          `json:"message"`
	Type    string          `json:"type,omitempty"`
	Details json.RawMessage `json:"details,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (r Report) MarshalJSON() ([]byte, error) {
	if r.Code == None {
		return []byte("null"), nil
	}
	doc := reportDocument{Code: r.Code, Message: r.Message, Type: r.Type, Details: r.unknown}
	if _, bare := r.Details.(*sentinel); r.Details != nil && !bare {
		var err error
		if doc.Details, err = json.Marshal(r.Details); err != nil {
			return nil, err
		}
	}
	return json.Marshal(doc)
}

// UnmarshalJSON implements [json.Unmarshaler]. An unknown code is an error. The details of
// an unknown type are kept, and marshaled again unchanged.
func (r *Report) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*r = Report{}
		return nil
	}
	var doc reportDocument
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	read := Report{Code: doc.Code, Message: doc.Message, Type: doc.Type}
	switch known := registry.byName[doc.Type]; {
	case doc.Code == None:
		return errors.New("a failure has a code other than none")
	case known.sentinel != nil:
		read.Details = known.sentinel
	case known.decode != nil:
		var err error
		if read.Details, err = known.decode(doc.Details); err != nil {
			return fmt.Errorf("details of %s: %w", doc.Type, err)
		}
	default:
		read.unknown = doc.Details
	}
	*r = read
	return nil
}

func decode[E error](details []byte) (error, error) {
	var e E
	err := json.Unmarshal(details, &e)
	return e, err
}

// Marshal returns the JSON form of a struct that wraps an error: the object of its other
// fields and, as "error", the report of the wrapped error. Without an error it is left out.
// fields is a pointer to the struct, of a type without its methods, whose field for the error
// has the tag json:"-".
func Marshal(fields any, wrapped error) ([]byte, error) {
	object, err := json.Marshal(fields)
	if err != nil || wrapped == nil {
		return object, err
	}
	report, err := json.Marshal(ReportOf(wrapped))
	if err != nil {
		return nil, err
	}
	object = object[:len(object)-1]
	if len(object) > 1 {
		object = append(object, ',')
	}
	return append(append(append(object, `"error":`...), report...), '}'), nil
}

// Unmarshal reads the form of [Marshal] into fields, and returns the wrapped error, which is
// nil if there is none.
func Unmarshal(data []byte, fields any) (wrapped, err error) {
	var report struct {
		Error Report `json:"error"`
	}
	if err := json.Unmarshal(data, fields); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, err
	}
	return report.Error.Err(), nil
}
