package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// capDACOverride lets a process reach files whatever their mode (capabilities(7)).
const capDACOverride = 1

// serverUser is how the server's processes are started.
type serverUser struct {
	attr syscall.SysProcAttr
	uid  int // that must own the data folder; -1: it is ours already
}

// CheckUser returns an error that says what to do where PostgreSQL could not be
// run here, before anything long is begun.
func CheckUser() error {
	_, err := ordinaryUser()
	return err
}

// ordinaryUser finds how to start PostgreSQL, which refuses to run as root. An
// ordinary user just starts it. Root starts it in a user namespace, where the
// server takes itself for an ordinary user and its files stay root's. Where
// user namespaces are refused (a chroot, many containers), root starts it as the
// user postgres, or nobody, with the one capability to reach the folder.
func ordinaryUser() (serverUser, error) {
	if os.Getuid() != 0 {
		return serverUser{uid: -1}, nil
	}
	inNamespace := syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: os.Getgid(), Size: 1}},
	}
	refused := try(inNamespace)
	if refused == nil {
		return serverUser{inNamespace, -1}, nil
	}
	uid, gid := idsOf("postgres", "nobody")
	as := syscall.SysProcAttr{
		Credential:  &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)},
		AmbientCaps: []uintptr{capDACOverride},
	}
	if err := try(as); err != nil {
		return serverUser{}, fmt.Errorf("PostgreSQL does not run as root, and this machine lets root start it "+
			"neither in a user namespace nor as another user: run make as an ordinary user (%w)", errors.Join(refused, err))
	}
	return serverUser{as, uid}, nil
}

// try starts a program that does nothing.
func try(attr syscall.SysProcAttr) error {
	cmd := exec.Command("true")
	cmd.SysProcAttr = &attr
	return cmd.Run()
}

// idsOf returns the ids of the first of these users that the machine has.
func idsOf(names ...string) (uid, gid int) {
	for _, name := range names {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil {
			return uid, gid
		}
	}
	return 65534, 65534 // Linux's overflow ids
}

// own makes a folder that the server can write.
func (u serverUser) own(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil || u.uid < 0 {
		return err
	}
	return os.Chown(dir, u.uid, int(u.attr.Credential.Gid))
}
