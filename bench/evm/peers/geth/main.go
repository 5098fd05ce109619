// Runs the EVM workloads on go-ethereum and measures them: DIR SECONDS NAME… One JSON line for each workload.
package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
)

const gasLimit = 10_000_000_000

var (
	receiver = common.HexToAddress("0xc0de000000000000000000000000000000000001")
	sender   = common.HexToAddress("0x5e4de4000000000000000000000000000000ca11")
)

type result struct {
	Workload       string `json:"workload"`
	Gas            uint64 `json:"gas"`
	Output         string `json:"output"`
	Runs           int    `json:"runs"`
	MedianCPUNanos int64  `json:"medianCpuNanos"`
	MinCPUNanos    int64  `json:"minCpuNanos"`
}

func main() {
	seconds, err := strconv.ParseFloat(os.Args[2], 64)
	check(err)
	for _, name := range os.Args[3:] {
		line, err := json.Marshal(measure(os.Args[1], name, seconds))
		check(err)
		fmt.Println(string(line))
	}
}

// The first half of the time warms up, the second is measured.
func measure(dir, name string, seconds float64) result {
	code, input := read(dir, name+".code.hex"), read(dir, name+".input.hex")
	output, gas := once(code, input)
	half := time.Duration(seconds * float64(time.Second) / 2)
	for start := time.Now(); time.Since(start) < half; {
		once(code, input)
	}
	var times []int64
	for start := time.Now(); time.Since(start) < half || len(times) == 0; {
		before := cpuNanos()
		once(code, input)
		times = append(times, cpuNanos()-before)
	}
	slices.Sort(times)
	return result{name, gas, hex.EncodeToString(output), len(times), times[len(times)/2], times[0]}
}

func once(code, input []byte) ([]byte, uint64) {
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	check(err)
	db.CreateAccount(receiver)
	db.SetNonce(receiver, 1, tracing.NonceChangeUnspecified)
	db.SetCode(receiver, code, tracing.CodeChangeUnspecified)
	db.Finalise(params.Rules{IsEIP158: true})
	cfg := runtime.Config{
		Origin:      sender,
		BlockNumber: big.NewInt(1),
		Time:        1,
		GasLimit:    gasLimit,
		BaseFee:     new(big.Int),
		State:       db,
	}
	output, left, err := runtime.Call(receiver, input, &cfg)
	check(err)
	return output, gasLimit - left
}

// What the process has used, garbage collection included.
func cpuNanos() int64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func read(dir, name string) []byte {
	text, err := os.ReadFile(filepath.Join(dir, name))
	check(err)
	bytes, err := hex.DecodeString(strings.TrimSpace(string(text)))
	check(err)
	return bytes
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
