package follower

import "github.com/cockroachdb/pebble/v2/vfs"

// WithDisk puts another file system under the index.
func (o Options) WithDisk(fs vfs.FS) Options {
	o.indexFS = fs
	return o
}
