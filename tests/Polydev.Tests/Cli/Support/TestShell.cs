using System.Globalization;
using Polydev.Cli;
using Polydev.Cli.Surroundings;

namespace Polydev.Tests.Cli.Support;

/// <summary>A process around a command that a test looks into: what was written, what the environment says.</summary>
internal sealed class TestShell : IDisposable
{
    private readonly StringWriter _out = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>Its environment.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["POLYDEV_DATA"] = "/nonexistent/polydev" };

    /// <summary>What is piped in.</summary>
    public string Input { get; init; } = "";

    /// <summary>What was written to standard output.</summary>
    public string Out => _out.ToString();

    /// <summary>What was written to standard error.</summary>
    public string Error => _error.ToString();

    /// <summary>The shell.</summary>
    public Shell Shell => new()
    {
        In = new StringReader(Input),
        Out = _out,
        Error = _error,
        Variable = name => Variables.GetValueOrDefault(name),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    /// <summary>Runs a command line.</summary>
    public Task<int> RunAsync(params string[] arguments) => CommandTree
        .RunAsync(Shell, arguments, TestContext.Current.CancellationToken)
        .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
