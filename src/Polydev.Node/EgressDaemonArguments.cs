using Polydev.Egress;
using Polydev.Egress.Policy;

namespace Polydev.Node;

/// <summary>The command line of a gateway process: all but the token key, which is not for others to see and comes over standard input.</summary>
internal static class EgressDaemonArguments
{
    private const string Socket = "--socket";
    private const string Rule = "--rule";
    private const string Figures = "--figures";
    private const string Key = "--key-id";

    /// <summary>Writes the options as arguments.</summary>
    /// <param name="options">How the gateway is set up.</param>
    /// <param name="figures">File that it notes its figures in.</param>
    /// <param name="keyId">Tells which key it was given: one with another key is another gateway.</param>
    public static IEnumerable<string> Write(EgressOptions options, string figures, string keyId) =>
        new[] { Socket, options.SocketPath, Figures, figures, Key, keyId }.Concat(options.Rules.SelectMany(r => new[] { Rule, r.Text }));

    /// <summary>Reads them back.</summary>
    /// <exception cref="FormatException">They are not what <see cref="Write"/> makes.</exception>
    public static EgressOptions Read(IReadOnlyList<string> arguments, out string? figures)
    {
        figures = null;
        var options = new EgressOptions();
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            switch (arguments[i])
            {
                case Socket:
                    options.SocketPath = arguments[i + 1];
                    break;
                case Figures:
                    figures = arguments[i + 1];
                    break;
                case Key:
                    break;
                case Rule:
                    options.Rules.Add(EgressRule.Parse(arguments[i + 1]));
                    break;
                default:
                    throw new FormatException($"'{arguments[i]}' is no argument of a gateway");
            }
        }

        return options;
    }
}
