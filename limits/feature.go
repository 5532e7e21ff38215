package limits

import (
	"fmt"
	"strings"
)

// A Feature is something that a plan may lack. Features are bits: join several
// with |.
type Feature uint8

// The features. The built-in primary is none: every plan has it.
const (
	DefineLabels       Feature = 1 << iota // defining labels
	UseLabels                              // putting labels on links
	LabelScopes                            // choosing associated records by label
	CustomTypes                            // object types of the account's own
	CustomPrimaryRules                     // primary rules beside the built-in ones

	allFeatures = 1<<iota - 1
)

// featureNames are in the order of the bits.
var featureNames = [...]string{"define-labels", "use-labels", "label-scopes", "custom-types", "custom-primary-rules"}

// String returns the name, such as use-labels; names of several are joined by a
// comma.
func (f Feature) String() string {
	names := f.names()
	if rest := f &^ allFeatures; rest != 0 {
		names = append(names, fmt.Sprintf("Feature(%d)", uint8(rest)))
	}
	return strings.Join(names, ", ")
}

// Known returns the features in f that exist. Other bits mean nothing.
func (f Feature) Known() Feature { return f & allFeatures }

func (f Feature) names() []string {
	var names []string
	for i, name := range featureNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// parseFeature returns the feature of the given name.
func parseFeature(name string) (Feature, error) {
	for i, known := range featureNames {
		if name == known {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("no feature is named %q", name)
}
