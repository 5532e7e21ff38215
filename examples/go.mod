module github.com/relata-go/relata/examples

go 1.26

require github.com/relata-go/relata v0.0.0

require github.com/google/btree v1.1.3 // indirect

replace github.com/relata-go/relata => ../
