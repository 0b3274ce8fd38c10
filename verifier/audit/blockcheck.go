package audit

import (
	"bytes"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier/blocks"
)

// checkNext looks at what can be seen of a block without judging transactions:
// that it follows the folder's last block, is what its header says, and was
// signed by a quorum. It says what is wrong, "" for nothing.
func (f *fetching) checkNext(block *common.Block) string {
	if f.height == 0 {
		return f.checkGenesis(block)
	}
	return f.checkAfter(f.last, block)
}

func (f *fetching) checkGenesis(block *common.Block) string {
	if problem := checkData(block); problem != "" {
		return problem
	}
	if blocks.HeaderHash(block.GetHeader()) != f.options.Genesis {
		return "it is not the connection's genesis block"
	}
	return ""
}

// checkData says whether a block's data is that of its header.
func checkData(block *common.Block) string {
	sum := blocks.DataHash(block.GetData())
	if !bytes.Equal(block.GetHeader().GetDataHash(), sum[:]) {
		return "its data does not match its header"
	}
	return ""
}

// checkAfter looks at a block by the one before it.
func (f *fetching) checkAfter(before, block *common.Block) string {
	if problem := checkData(block); problem != "" {
		return problem
	}
	last := blocks.HeaderHash(before.GetHeader())
	if !bytes.Equal(block.GetHeader().GetPreviousHash(), last[:]) {
		return "it does not follow the block before"
	}
	if _, err := blocks.Flags(block); err != nil {
		return "it has no validation flags"
	}
	if config := f.configAfter(before); config != nil {
		if err := config.SignedByQuorum(block); err != nil {
			return err.Error()
		}
	}
	return ""
}

// configAfter returns the configuration under which the block after this one is
// signed, as far as the folder tells; nil where that is not known here.
func (f *fetching) configAfter(block *common.Block) *blocks.Config {
	number := block.GetHeader().GetNumber()
	if config, known := f.configs[number]; known {
		return config
	}
	if config, err := blocks.ParseConfig(block); err == nil {
		f.configs[number] = config
		return config
	}
	named, err := blocks.LastConfig(block)
	if err != nil || named >= number || f.isDamaged(named) {
		return nil
	}
	if config, known := f.configs[named]; known {
		return config
	}
	last, err := f.folder.read(named)
	if err != nil {
		return nil
	}
	config, err := blocks.ParseConfig(last)
	if err != nil {
		return nil
	}
	f.configs[named] = config
	return config
}
