module github.com/relata-go/relata

go 1.25.0
