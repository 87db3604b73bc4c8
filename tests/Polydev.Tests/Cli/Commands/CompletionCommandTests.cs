using System.Diagnostics;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Commands;

/// <summary>Completion in the shells.</summary>
public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("polydev exec", "executions")]
    [InlineData("polydev executions ", "cancel", "list", "show", "watch")]
    [InlineData("polydev image ", "build", "list", "sbom", "verify")]
    [InlineData("polydev run hi --provider ", "anthropic", "google", "openai")]
    [InlineData("polydev executions list --status s", "succeeded")]
    public async Task The_program_says_what_can_come_next(string line, params string[] expected)
    {
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync($"[suggest:{line.Length}]", line));
        Assert.Subset(shell.Out.Split('\n').ToHashSet(StringComparer.Ordinal), expected.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unknown_shell_is_a_usage_error() => Assert.Equal(2, await new TestShell().RunAsync("completion", "tcsh"));

    [Fact]
    public async Task The_bash_script_fills_in_what_the_program_says()
    {
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("completion", "bash"));
        var script = shell.Out + """
            polydev() { echo "asked $1 $2"; }
            COMP_WORDS=(polydev ex); COMP_POINT=10; COMP_LINE='polydev ex'; _polydev
            echo "${COMPREPLY[0]}"
            """;
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash here.");
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash") { ArgumentList = { "-c", script }, RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("asked [suggest:10] polydev ex\n", await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
