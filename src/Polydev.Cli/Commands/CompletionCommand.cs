using System.CommandLine;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev completion</c>: a script that has the shell ask this program what can come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _polydev() {
            local IFS=$'\n'
            COMPREPLY=($("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -o default -F _polydev polydev ./polydev
        """;

    private const string Zsh = """
        #compdef polydev
        _polydev() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a completions
            completions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            completions=("${(@)completions:#}")
            (( ${#completions} )) && compadd -a -- completions || _files
        }
        compdef _polydev polydev ./polydev
        """;

    private const string Fish = """
        function __polydev_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l line (string join ' ' -- $words)
            set -l next ($words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if set -q next[1]
                string join \n -- $next
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c polydev -f -a '(__polydev_complete)'
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> shell = new("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return host.Command(
            "completion",
            "Print a completion script: source <(polydev completion bash)",
            async (context, token) =>
            {
                var script = context.Value(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash };
                await context.Shell.Out.WriteLineAsync(script.AsMemory(), token);
                return ExitCodes.Ok;
            },
            shell);
    }
}
