package command

// Polling is Program with another time between two looks at the register.
var Polling = polling

// UploadStage puts into words how far an upload is.
var UploadStage = uploadStage
