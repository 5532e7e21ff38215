package open

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A place is a URL that was read.
type place struct {
	at       string // a path or a connection string
	wait     time.Duration
	noSync   bool
	newEpoch bool
}

// An option is a part of a URL that changes how the backend opens the place. The backend's
// Options have a field of the same meaning.
type option struct {
	name string
	want string // the form of a value
	set  func(p *place, value string) error
}

var (
	optionWait = option{"wait", "a duration, as in 5s", func(p *place, value string) (err error) {
		p.wait, err = time.ParseDuration(value)
		return err
	}}
	optionNoSync = option{"nosync", "true or false", func(p *place, value string) (err error) {
		p.noSync, err = strconv.ParseBool(value)
		return err
	}}
	optionNewEpoch = option{"newepoch", "true or false", func(p *place, value string) (err error) {
		p.newEpoch, err = strconv.ParseBool(value)
		return err
	}}
)

// parse reads a URL.
func parse(url string) (*scheme, place, error) {
	refuse := func(reason string, args ...any) (*scheme, place, error) {
		return nil, place{}, &URLError{Redacted(url), fmt.Sprintf(reason, args...)}
	}
	name, at, colon := strings.Cut(url, ":")
	s := schemeOf(name)
	switch {
	case s == nil && colon:
		return refuse("unknown scheme")
	case s == nil || !colon:
		return refuse("no scheme")
	case s.place == "" && at != "":
		return refuse("%s has no place", s.name)
	case s.isURL && strings.HasPrefix(at, "//"):
		return s, place{at: url}, nil
	}
	var options string
	if len(s.options) > 0 {
		at, options, _ = strings.Cut(at, "?")
	}
	if at == "" && s.place != "" {
		return refuse("no %s", s.place)
	}
	p := place{at: at}
	if reason := p.setAll(s, options); reason != "" {
		return refuse("%s", reason)
	}
	return s, p, nil
}

// setAll sets the options of a URL, and returns why they cannot be read, or "".
func (p *place) setAll(s *scheme, options string) (reason string) {
	if options == "" {
		return ""
	}
	for _, pair := range strings.Split(options, "&") {
		name, value, _ := strings.Cut(pair, "=")
		known := s.option(name)
		if known == nil {
			return fmt.Sprintf("%s has no option %q, only %s", s.name, name, s.optionNames())
		}
		if err := known.set(p, value); err != nil {
			return fmt.Sprintf("option %s is %s, not %q", name, known.want, value)
		}
	}
	return ""
}

// option returns the option of a name, nil if there is none.
func (s *scheme) option(name string) *option {
	for i := range s.options {
		if s.options[i].name == name {
			return &s.options[i]
		}
	}
	return nil
}

// optionNames lists the options of a scheme.
func (s *scheme) optionNames() string {
	var names []string
	for i := range s.options {
		names = append(names, s.options[i].name)
	}
	return strings.Join(names, ", ")
}
