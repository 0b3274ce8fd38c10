package app

// What the settings name beside the ledger.
var (
	ReadSealRoots     = readSealRoots
	PrinterOfReceipts = printerOfReceipts
)
