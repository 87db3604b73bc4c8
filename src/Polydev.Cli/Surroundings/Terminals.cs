using System.Text;
using Spectre.Console;

namespace Polydev.Cli.Surroundings;

/// <summary>Finds out what the process is attached to.</summary>
internal static class Terminals
{
    private const int WidthWithoutTerminal = 100;
    private const int Unwrapped = 4096;

    /// <summary>The surroundings of the real process.</summary>
    public static Shell OfThisProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Shell
        {
            In = Console.In,
            Out = Console.Out,
            Error = Console.Error,
            Variable = Variable,
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = !Console.IsOutputRedirected && Colours(),
            ErrorIsTerminal = !Console.IsErrorRedirected && Colours(),
            Width = Console.IsOutputRedirected ? WidthWithoutTerminal : Math.Max(40, Console.WindowWidth),
            ReadSecret = ReadSecret,
        };
    }

    /// <summary>A console that writes to the writer: coloured and wrapped when it is a terminal, plain and unwrapped when not.</summary>
    public static IAnsiConsole On(TextWriter writer, bool terminal, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = terminal ? width : Unwrapped;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    // https://no-color.org
    private static bool Colours() => Variable("NO_COLOR") is null && Variable("TERM") is not "dumb";

    private static string ReadSecret()
    {
        var secret = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                return secret.ToString();
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                secret.Length = Math.Max(0, secret.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.Append(key.KeyChar);
            }
        }
    }
}
