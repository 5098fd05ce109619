// Command guest is a program for the fault-proof VM: hashes, a search tree, a stack machine, field
// arithmetic and long division, for ever.
package main

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"runtime/debug"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/crypto/sha3"
)

type node struct {
	left, right int32
	key         uint64
	val         [32]byte
}

func main() {
	debug.SetGCPercent(-1)
	kk := sha3.NewLegacyKeccak256()
	h := crypto.Keccak256([]byte("start"))
	nodes := make([]node, 1, 1<<16)
	insert := func(k uint64, v []byte) {
		at := int32(0)
		for {
			n := &nodes[at]
			var next *int32
			if k < n.key {
				next = &n.left
			} else {
				next = &n.right
			}
			if *next == 0 {
				if len(nodes) == cap(nodes) {
					copy(n.val[:], v)
					return
				}
				*next = int32(len(nodes))
				nodes = append(nodes, node{key: k})
				copy(nodes[len(nodes)-1].val[:], v)
				return
			}
			at = *next
		}
	}
	var f secp256k1.FieldVal
	f.SetInt(3)
	var g secp256k1.FieldVal
	g.SetInt(5)
	p, _ := new(big.Int).SetString("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16)
	x := new(big.Int)
	y := big.NewInt(7)
	q := new(big.Int)
	mem := make([]byte, 1<<16)
	for i := 0; i < 1000000; i++ {
		for j := 0; j < 20; j++ {
			kk.Reset()
			kk.Write(h)
			h = kk.Sum(h[:0])
			k := uint64(h[0])<<56 | uint64(h[1])<<48 | uint64(h[2])<<40 | uint64(h[3])<<32 | uint64(h[4])<<24 | uint64(h[5])
			insert(k, h)
			// A small stack machine.
			sp := 0
			var st [64]uint64
			for pc := 0; pc < 200; pc++ {
				switch h[pc&31] & 7 {
				case 0:
					st[sp&63] = uint64(pc) + k
					sp++
				case 1:
					st[(sp+63)&63] += st[(sp+62)&63]
				case 2:
					st[(sp+63)&63] *= 31
				case 3:
					st[(sp+63)&63] ^= uint64(mem[st[(sp+62)&63]&0xffff])
				case 4:
					mem[st[(sp+63)&63]&0xffff] = byte(pc)
				case 5:
					sp--
				case 6:
					st[sp&63], st[(sp+1)&63] = st[(sp+1)&63], st[sp&63]
				default:
					k = k>>7 | k<<57
				}
			}
			h[31] ^= byte(st[sp&63])
		}
		for j := 0; j < 200; j++ {
			f.Mul(&g)
			g.Square()
			g.Add(&f).Normalize()
		}
		x.SetBytes(h)
		for j := 0; j < 20; j++ {
			y.Mul(y, x)
			q.QuoRem(y, p, y)
		}
		s := sha256.Sum256(h)
		copy(h, s[:])
		if i%1000 == 999 {
			fmt.Printf("%d %x %s %s\n", i, h, y, f.String())
		}
	}
}
