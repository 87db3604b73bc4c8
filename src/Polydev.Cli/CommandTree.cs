using System.CommandLine;
using Polydev.Cli.Commands;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;

namespace Polydev.Cli;

/// <summary>All commands of <c>polydev</c>.</summary>
internal static class CommandTree
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    /// <summary>Builds the tree.</summary>
    public static RootCommand Build(Shell shell)
    {
        var host = new CommandHost(shell);
        var root = new RootCommand("Runs AI-provider requests for many tenants in pre-warmed, isolated workers.")
        {
            UpCommand.Create(host),
            NodeCommand.Create(host),
            DemoCommand.Create(host),
            RunCommand.Create(host),
            ExecutionsCommand.Create(host),
            TenantsCommand.Create(host),
            KeysCommand.Create(host),
            CredentialsCommand.Create(host),
            PoolsCommand.Create(host),
            WorkersCommand.Create(host),
            NodesCommand.Create(host),
            JobsCommand.Create(host),
            ClusterCommand.Create(host),
            CapacityCommand.Create(host),
            UsageCommand.Create(host),
            ImageCommand.Create(host),
            SimulateCommand.Create(host),
            DoctorCommand.Create(host),
            BenchCommand.Create(host),
            CompletionCommand.Create(host),
        };
        root.Add(host.Command("test", "Run every test, and close with 'N passed, N failed, N skipped'", (_, _) =>
            throw CommandFailure.Usage("Tests run from a clone of the repository.", "There, run ./polydev test.")));
        host.Globals.AddTo(root);
        return root;
    }

    /// <summary>Runs a command line, and returns its exit code.</summary>
    public static async Task<int> RunAsync(Shell shell, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var parse = Build(shell).Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (parse.Errors.Count > 0 && parse.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            var json = arguments.Contains("--json", StringComparer.Ordinal);
            var path = string.Join(' ', PathOf(parse.CommandResult));
            FailureText.Show(shell, CommandFailure.Usage(FaultOf(parse, path), $"See '{path} --help'."), json);
            return ExitCodes.Usage;
        }

        return await parse.InvokeAsync(
            new InvocationConfiguration { Output = shell.Out, Error = shell.Error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false },
            cancellationToken);
    }

    /// <summary>What is wrong with a command line, in one line.</summary>
    private static string FaultOf(ParseResult parse, string path)
    {
        var command = parse.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parse.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
        {
            var meant = Nearest.Of(word, command.Subcommands.Select(c => c.Name));
            return $"There is no command '{path} {word}'." + (meant is null ? "" : $" Did you mean '{path} {meant}'?");
        }

        return string.Join(' ', parse.Errors.SelectMany(error => error.Message.Split(Blanks, StringSplitOptions.RemoveEmptyEntries)));
    }

    private static IEnumerable<string> PathOf(System.CommandLine.Parsing.CommandResult result) => result.Parent is System.CommandLine.Parsing.CommandResult parent
        ? PathOf(parent).Append(result.Command.Name)
        : ["polydev"];
}
