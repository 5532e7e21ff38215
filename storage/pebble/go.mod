module github.com/relata-go/relata/storage/pebble

go 1.26

require github.com/relata-go/relata v0.0.0

replace github.com/relata-go/relata => ../../
