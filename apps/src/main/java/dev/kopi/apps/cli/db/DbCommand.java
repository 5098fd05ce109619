package dev.kopi.apps.cli.db;

import dev.kopi.adapters.store.StoreTools;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.StoreException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kopi db}: looks into an engine's database, checks it and makes it smaller. */
@Command(
    name = "db",
    description = "Inspects, verifies and prunes the database of an engine that is not running.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DbCommand {
  @Spec private @Nullable CommandSpec spec;

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }

  @Command(
      name = "inspect",
      description = "Prints what the database holds and how much space it takes.",
      mixinStandardHelpOptions = true)
  int inspect(@Mixin DataDirectory data) {
    try (StoreTools tools = data.open()) {
      StoreTools.Facts facts = tools.inspect();
      print("genesis", facts.genesis());
      print("head", facts.head());
      print("safe", tools.label(facts.heads().safe()));
      print("finalized", tools.label(facts.heads().finalized()));
      print("base", facts.base());
      out().println("layers above the base: " + facts.layers());
      out().println("oldest state: block " + facts.history().oldestState());
      out().println("oldest transactions and receipts: block " + facts.history().oldestBody());
      long total = 0;
      for (StoreTools.KindSize size : facts.sizes()) {
        out()
            .println(
                String.format(
                    Locale.ROOT,
                    "%-16s %12d entries %14d bytes",
                    size.kind(),
                    size.entries(),
                    size.bytes()));
        total += size.bytes();
      }
      out().println(String.format(Locale.ROOT, "%-16s %37d bytes", "all", total));
    }
    out().flush();
    return 0;
  }

  private void print(String name, @Nullable BlockId block) {
    out().println(name + ": " + (block == null ? "none" : block.number() + " " + block.hash()));
  }

  @Command(
      name = "verify",
      description = {
        "Checks everything: files, hashes, roots, indexes, states and their history.",
        "Exits with 1 when something is wrong."
      },
      mixinStandardHelpOptions = true)
  int verify(@Mixin DataDirectory data) {
    StoreTools.Report report;
    try (StoreTools tools = data.open()) {
      report =
          tools.verify(checked -> {
            err().println("checked " + checked + " entries");
            err().flush();
          });
    }
    report.wrong().forEach(finding -> out().println("wrong: " + finding));
    out()
        .println(
            report.wrong().isEmpty()
                ? "all is well: " + report.checked() + " blocks and entries checked"
                : report.wrong().size() + " things are wrong");
    out().flush();
    return report.wrong().isEmpty() ? 0 : 1;
  }

  @Command(
      name = "prune",
      description = "Removes states, transactions and receipts outside the given windows.",
      mixinStandardHelpOptions = true)
  int prune(@Mixin DataDirectory data) {
    if (data.options().historyBlocks() == 0 && data.options().chainHistoryBlocks() == 0) {
      throw new CommandFailed("say what to keep: --history.state or --history.chain");
    }
    try (StoreTools tools = data.open()) {
      tools.prune();
      out().println("oldest state: block " + tools.store().history().oldestState());
      out()
          .println(
              "oldest transactions and receipts: block " + tools.store().history().oldestBody());
    } catch (StoreException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
    out().flush();
    return 0;
  }
}
