// Package network brings up and operates the permissioned network that holds
// the ledger: four organisations, each with one BFT orderer, one peer and one
// chaincode process, on Hyperledger Fabric's own programs and without Docker.
//
// It makes the certificates and the channel configuration, supervises the
// processes, administers the chaincode's lifecycle and says how the network
// is. It relies on the programs that package path network/tools pins, and on
// fabric-sdk-go for administration alone: no transaction of the register
// passes through here.
//
// fabric-sdk-go and anything built on fabric-protos-go-apiv2 (the gateway
// client, the chaincode shim) register the same names and panic when they
// meet in one binary. What uses the gateway drives the network through the
// program networkctl and the files that it writes, never through this package.
package network
