using System.CommandLine;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;

namespace Polydev.Cli;

/// <summary>Makes commands whose failures are all shown the same way.</summary>
internal sealed class CommandHost(Shell shell)
{
    /// <summary>The options of every command.</summary>
    public GlobalOptions Globals { get; } = new();

    /// <summary>A command that does something.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does, in a line.</param>
    /// <param name="run">Does it, and returns the exit code.</param>
    /// <param name="symbols">Its options and arguments.</param>
    public Command Command(string name, string description, Func<CommandContext, CancellationToken, Task<int>> run, params IEnumerable<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Add(option);
                    break;
                case Argument argument:
                    command.Add(argument);
                    break;
            }
        }

        command.SetAction((parse, cancellationToken) => RunAsync(new CommandContext(shell, Globals, parse), run, cancellationToken));
        return command;
    }

    /// <summary>A command with commands below it; called alone it does what its first one does.</summary>
    public static Command Group(string name, string description, params IReadOnlyList<Command> commands)
    {
        var group = new Command(name, description) { Action = commands[0].Action };
        foreach (var command in commands)
        {
            group.Add(command);
        }

        return group;
    }

    private async Task<int> RunAsync(CommandContext context, Func<CommandContext, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run(context, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            FailureText.Show(shell, failure, context.Json);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }
}
