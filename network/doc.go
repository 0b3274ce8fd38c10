// Package network brings up and operates the permissioned network that holds
// the ledger: four organisations, each with one BFT orderer, one peer and one
// chaincode process, on Hyperledger Fabric's own programs and without Docker.
//
// What belongs here: certificates, the channel's configuration, the processes and
// their supervision, the chaincode's lifecycle, and what a network says of its
// state. Nothing else belongs here: no transaction of the register passes through
// this package. It writes to the network's own folder and to no other place.
//
// It relies on Fabric's programs, which the module in network/tools pins, and on
// fabric-sdk-go, for administration alone.
//
// fabric-sdk-go and anything built on fabric-protos-go-apiv2 (the gateway
// client, the chaincode shim) register the same names and panic when they
// meet in one binary. What uses the gateway drives the network through the
// program networkctl and the files that it writes, never through this package.
package network
