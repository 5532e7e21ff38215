package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// A server gives go commands the tags of a clone in place of the tags at the module's address.
// Downloads go into a separate module cache, so that no later build takes a version made here
// for a released version.
type server struct {
	clone string
	dir   string   // holds the cache and the configuration of git
	env   []string // of go commands
}

// serve returns a server of a clone that keeps its files in dir. root is the path of the root
// module.
func serve(clone, dir, root string) (*server, error) {
	config := filepath.Join(dir, "gitconfig")
	text := fmt.Sprintf("[safe]\n\tdirectory = *\n[url %q]\n\tinsteadOf = https://%s\n", "file://"+filepath.ToSlash(clone), root)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, fmt.Errorf("write git's configuration: %w", err)
	}
	cache, err := shell{dir: dir}.run("go", "env", "GOMODCACHE")
	if err != nil {
		return nil, err
	}
	proxies, err := shell{dir: dir}.run("go", "env", "GOPROXY")
	if err != nil {
		return nil, err
	}
	return &server{clone, dir, []string{
		"GIT_CONFIG_GLOBAL=" + config, "GIT_CONFIG_NOSYSTEM=1",
		"GOWORK=off", "GOMODCACHE=" + filepath.Join(dir, "cache"),
		// Third-party modules come from the machine's cache first, and then from the usual proxies.
		"GOPROXY=file://" + filepath.ToSlash(filepath.Join(cache, "cache", "download")) + "," + proxies,
		"GOPRIVATE=" + root, "GONOPROXY=" + root, "GONOSUMDB=" + root, "GOVCS=*:git",
		// With -trimpath a package of the separate cache needs no second compilation.
		"GOFLAGS=-trimpath -buildvcs=false -modcacherw",
	}}, nil
}

// shell returns a shell in a folder, whose go commands use the server.
func (s *server) shell(dir string) shell { return shell{dir, s.env} }

// sums returns the lines of a go.sum for a tagged version of m.
func (s *server) sums(m module, version string) (string, error) {
	answer, err := s.shell(s.dir).run("go", "mod", "download", "-json", m.path+"@"+version)
	if err != nil {
		return "", err
	}
	var sum struct{ Sum, GoModSum string }
	if err := json.Unmarshal([]byte(answer), &sum); err != nil {
		return "", fmt.Errorf("read the checksums of %s: %w", m.path, err)
	}
	return fmt.Sprintf("%s %s %s\n%s %s/go.mod %s\n", m.path, version, sum.Sum, m.path, version, sum.GoModSum), nil
}
