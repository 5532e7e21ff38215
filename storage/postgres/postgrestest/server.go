package postgrestest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options say how a server is run. The zero Options and nil are for speed.
type Options struct {
	// Durable leaves fsync and full page writes on, so that what was
	// acknowledged outlives [Server.Kill], and autovacuum as well.
	Durable bool
	// Settings are further settings of the server, each as name=value.
	Settings []string
}

// A Server is a PostgreSQL server in a temporary folder. It is for one goroutine, but
// for Database, which may be called from many.
type Server struct {
	bin, dir string
	owner    *account
	settings []string
	port     int
	running  *process
	watcher  *exec.Cmd
	leash    io.Closer // the watcher's standard input: it acts when this ends
}

// A process is one life of the server.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// patience is how long a server may take to start; a recovery takes longer than an
// ordinary start.
const patience = time.Minute

// NewServer makes and starts a server. It returns [ErrMissing] where none can be
// started. [Server.Close] stops it and removes its folder; both also happen when the
// process ends without it.
func NewServer(ctx context.Context, options *Options) (*Server, error) {
	if options == nil {
		options = &Options{}
	}
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, settings: []string{"listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"}}
	if !options.Durable {
		// Autovacuum analyzes tables, in transactions of their own: while one is under way
		// what was committed since it began is in no feed yet.
		s.settings = append(s.settings, "fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
	}
	s.settings = append(s.settings, options.Settings...)
	if s.owner, err = serverAccount(); err != nil {
		return nil, err
	}
	if s.dir, err = freeFolder(s.owner); err != nil {
		return nil, err
	}
	if err := s.watch(); err != nil {
		_ = os.RemoveAll(s.dir)
		return nil, err
	}
	if err := s.create(ctx); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// watch starts a shell that waits for the end of this process, then ends the server
// and removes its folder.
func (s *Server) watch() (err error) {
	s.watcher = exec.Command("/bin/sh", "-c",
		`cd / ; read -r _ ; pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
		while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done ; rm -rf "$1"`, "sh", s.dir)
	s.owner.run(s.watcher)
	if s.leash, err = s.watcher.StdinPipe(); err != nil {
		return err
	}
	return s.watcher.Start()
}

// create makes the server's files and starts it, at another port when the chosen one
// was taken in the meantime.
func (s *Server) create(ctx context.Context) (err error) {
	initdb := s.command("initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	for range 5 {
		if s.port, err = freePort(); err != nil {
			return err
		}
		if err = s.Restart(ctx); err == nil {
			return nil
		}
	}
	return err
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"HOME=" + s.dir, "PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	s.owner.run(cmd)
	return cmd
}

// Command returns a command of the programs that came with the server, such as pg_dump
// or psql, which takes a connection string by -d. It runs as the server's user.
func (s *Server) Command(name string, args ...string) *exec.Cmd { return s.command(name, args...) }

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Restart starts the server again after [Server.Kill], at the same port, and returns
// when it has recovered and takes connections. A running server it leaves alone.
func (s *Server) Restart(ctx context.Context) error {
	if s.running != nil {
		return nil
	}
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.port)}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	var log bytes.Buffer
	p := &process{cmd: s.command("postgres", args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = nil, &log
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = p.cmd.Wait() // that it has ended is all there is to know
		close(p.done)
	}()
	s.running = p
	if err := s.ready(ctx); err != nil {
		_ = s.Kill()
		return fmt.Errorf("start PostgreSQL: %w: %s", err, &log)
	}
	return nil
}

// ready returns when the server takes connections.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.admin())
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.running.done:
			return errors.New("it has ended")
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill ends the server at once, as a crash would: connections break, and what was not
// synced is not written any more. It returns when all of the server's processes that
// could write are gone.
func (s *Server) Kill() error {
	p := s.running
	if p == nil {
		return nil
	}
	s.running = nil
	if err := p.cmd.Process.Signal(immediate); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.done
	return nil
}

// Close ends the server and removes its folder. A second Close does nothing.
func (s *Server) Close() error {
	if s.watcher == nil {
		return nil
	}
	err := errors.Join(s.Kill(), s.leash.Close(), s.watcher.Wait())
	s.watcher = nil
	return err
}

// admin is the connection string of the database that every server has.
func (s *Server) admin() string {
	return fmt.Sprintf("host=127.0.0.1 port=%d user=postgres sslmode=disable dbname=postgres", s.port)
}

// Database makes a new and empty database and returns its connection string, which
// stays good over [Server.Restart].
func (s *Server) Database(ctx context.Context) (dsn string, err error) {
	db, err := newDatabase(ctx, s.admin())
	if err != nil {
		return "", err
	}
	return db.dsn()
}
