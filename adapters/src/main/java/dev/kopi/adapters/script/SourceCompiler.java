package dev.kopi.adapters.script;

import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.CompilerEnvirons;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.IRFactory;
import org.mozilla.javascript.Interpreter;
import org.mozilla.javascript.Node;
import org.mozilla.javascript.Parser;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.Token;
import org.mozilla.javascript.ast.AstNode;
import org.mozilla.javascript.ast.AstRoot;
import org.mozilla.javascript.ast.BigIntLiteral;
import org.mozilla.javascript.ast.ScriptNode;
import org.mozilla.javascript.ast.Spread;
import org.mozilla.javascript.ast.TaggedTemplateLiteral;
import org.mozilla.javascript.ast.WithStatement;

/**
 * Compiles source. What could take much time or memory in one instruction, where the observer does
 * not look, is refused; operands of additions, which join strings, go through a check of their
 * length.
 */
final class SourceCompiler {
  /** The function that checks an operand. Scripts cannot write this name. */
  static final String CHECK = "\0check";

  private static final int MAX_SOURCE = 1 << 18;

  private SourceCompiler() {}

  static Script compile(Context context, String source, boolean checked) {
    if (source.length() > MAX_SOURCE) {
      throw new ScriptAbort("the script is longer than " + MAX_SOURCE + " characters");
    }
    CompilerEnvirons options = new CompilerEnvirons();
    options.initFromContext(context);
    AstRoot syntax = new Parser(options, options.getErrorReporter()).parse(source, "tracer", 1);
    if (checked) {
      syntax.visit(SourceCompiler::allow);
    }
    ScriptNode tree = new IRFactory(options, source).transformTree(syntax);
    if (checked) {
      checkOperands(tree);
    }
    Interpreter interpreter = new Interpreter();
    return interpreter.createScriptObject(interpreter.compile(options, tree, source, false), null);
  }

  private static boolean allow(AstNode node) {
    String refused = refused(node);
    if (refused != null) {
      throw new ScriptAbort("line " + node.getLineno() + ": " + refused + " is not supported");
    }
    return true;
  }

  private static @Nullable String refused(AstNode node) {
    return switch (node) {
      case WithStatement with -> "with";
      case Spread spread -> "the spread operator";
      case BigIntLiteral literal -> "a literal of BigInt";
      case TaggedTemplateLiteral literal -> "a tagged template";
      default -> null;
    };
  }

  private static void checkOperands(Node node) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      checkOperands(child);
    }
    if (node instanceof ScriptNode script) {
      for (int i = 0; i < script.getFunctionCount(); i++) {
        checkOperands(script.getFunctionNode(i));
      }
    }
    if (node.getType() == Token.ADD || node.getType() == Token.STRING_CONCAT) {
      for (Node child = node.getFirstChild(); child != null; ) {
        Node next = child.getNext();
        if (isUnknown(child)) {
          Node call = new Node(Token.CALL, Node.newString(Token.NAME, CHECK));
          node.replaceChild(child, call);
          call.addChildToBack(child);
        }
        child = next;
      }
    }
  }

  private static boolean isUnknown(Node operand) {
    return switch (operand.getType()) {
      case Token.USE_STACK, Token.NUMBER, Token.STRING -> false;
      default -> true;
    };
  }
}
