// Package ledger defines what the ledger holds and what is written to it:
// statements that an issuer signs, the records of the world state and their
// keys, public keys and signatures, and the stable codes of every refusal.
//
// The chaincode writes these records, the follower reads them back from
// blocks, the registry signs these statements: all three share this package
// and nothing else. A format of the ledger belongs here; a rule about what the
// ledger accepts belongs to package chaincode. The table of functions says which
// function writes which records; chaincode, follower and audit are tested
// against it. The package holds no private key.
//
// Nothing defined here may carry personal data, a salt or a person's name.
package ledger
