module guest

go 1.23

require (
	github.com/decred/dcrd/dcrec/secp256k1/v4 v4.0.1
	github.com/ethereum/go-ethereum v1.14.11
	golang.org/x/crypto v0.22.0
)

require (
	github.com/btcsuite/btcd/btcec/v2 v2.3.4 // indirect
	github.com/holiman/uint256 v1.3.1 // indirect
	golang.org/x/sys v0.22.0 // indirect
)
