// Package words checks and compares the words of labels: display texts and internal names.
//
// A display text is any line of UTF-8 of at most [label.MaxText] bytes. An internal name
// has letters, digits and '_' only, at most [label.MaxName] bytes, and never changes once a
// label has it. Two words are the same when [Fold] gives the same form of both.
//
// For example, the text " Key-account! " is kept as "Key-account!" by [CleanText], and
// [DeriveName] makes the internal name "key_account" from the text. The texts "Straße" and "STRAẞE"
// are the same word, "STRASSE" is another.
package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/relata-go/relata/label"
)

// Fold returns the form in which words are compared: trimmed, and every rune
// replaced by a representative of those that Unicode's simple case folding takes
// for the same. Nothing expands, so ß and ss differ.
func Fold(word string) string { return strings.Map(foldRune, strings.TrimSpace(word)) }

func foldRune(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return unicode.ToLower(least)
}

// CleanText returns the text without surrounding space, or an *Error.
func CleanText(text string) (string, error) {
	clean := strings.TrimSpace(text)
	return clean, CheckText(clean)
}

// CheckText returns nil when text is a legal display text, else an *Error.
func CheckText(text string) error {
	reason := ""
	switch {
	case text == "":
		reason = "a label needs a display text, for a paired label one for each direction"
	case len(text) > label.MaxText:
		reason = fmt.Sprintf("a display text has at most %d bytes", label.MaxText)
	case !utf8.ValidString(text):
		reason = "a display text is valid UTF-8"
	case strings.ContainsFunc(text, unicode.IsControl):
		reason = "a display text has no control characters"
	case text != strings.TrimSpace(text):
		reason = "a display text has no space around it"
	default:
		return nil
	}
	return &label.Error{Err: label.ErrName, Value: text, Reason: reason}
}

// CheckName returns nil when name is a legal internal name, else an *Error.
func CheckName(name string) error {
	reason := ""
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case name == "":
		reason = "an internal name is not empty"
	case len(name) > label.MaxName:
		reason = fmt.Sprintf("an internal name has at most %d bytes: give another with WithName", label.MaxName)
	case !utf8.ValidString(name):
		reason = "an internal name is valid UTF-8"
	case unicode.IsDigit(first):
		reason = "an internal name does not begin with a digit"
	case strings.ContainsFunc(name, func(r rune) bool { return !isWordRune(r) && r != '_' }):
		reason = "an internal name has only letters, digits and '_'"
	default:
		return nil
	}
	return &label.Error{Err: label.ErrName, Value: name, Reason: reason}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// DeriveName makes an internal name from a display text: case-folded, every run of
// anything but letters and digits one '_', none at the ends, n_ before a digit.
func DeriveName(text string) (string, error) {
	parts := strings.FieldsFunc(Fold(text), func(r rune) bool { return !isWordRune(r) })
	name := strings.Join(parts, "_")
	if name == "" {
		return "", &label.Error{Err: label.ErrName, Value: text, Reason: "no letter or digit to derive an internal name from: give one with WithName"}
	}
	if first, _ := utf8.DecodeRuneInString(name); unicode.IsDigit(first) {
		name = "n_" + name
	}
	return name, CheckName(name)
}
