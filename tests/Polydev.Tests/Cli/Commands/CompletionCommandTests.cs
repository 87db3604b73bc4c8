using System.Diagnostics;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Commands;

/// <summary>Completion in the shells.</summary>
public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("polydev exec", "executions")]
    [InlineData("polydev executions ", "cancel", "list", "show", "watch")]
    [InlineData("polydev jobs ", "list", "logs", "plan", "render", "show", "stop", "submit", "templates")]
    [InlineData("polydev jobs submit w", "warm-pool")]
    [InlineData("polydev cluster ", "check", "status")]
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
        using var home = new ScratchDirectory();
        Assert.Equal("asked [suggest:10] polydev ex\n", await RunAsync("bash", home.Path, "-c", script));
    }

    [Theory]
    [InlineData("polydev ex", "executions|export-key")]
    [InlineData("./polydev ex", "executions|export-key")]
    [InlineData("echo hi; polydev ex", "executions|export-key")]
    [InlineData("polydev run --messages fi", "file.json")]
    public async Task Fish_offers_what_the_program_says_and_else_files(string line, string offered)
    {
        using var home = await HomeAsync("fish");
        var output = await RunAsync("fish", home.Path, "--no-config", "-c", $"source completion; complete -C '{line}'");
        Assert.Equal(offered, string.Join('|', output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("polydev exec", "polydev executions END")]
    [InlineData("./polydev exec", "./polydev executions END")]
    [InlineData("echo hi; polydev exec", "polydev executions END")]
    [InlineData("polydev run --messages fi", "polydev run --messages file.json END")]
    public async Task Zsh_fills_in_what_the_program_says_and_else_files(string line, string ran)
    {
        // A terminal of its own, for only there a tabulator completes; the program it then runs shows what the line has become.
        using var home = await HomeAsync("zsh");
        home.Write("terminal", $$"""
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell "PS1='RE''ADY '; autoload -Uz compinit; compinit -D -u; source completion"
            zpty -r shell seen '*READY *'
            zpty -w shell $'{{line}}\tEND'
            zpty -r shell seen '*ran:*END*'
            """);
        await RunAsync("zsh", home.Path, "-f", "terminal");
        Assert.EndsWith(ran + "\n", await File.ReadAllTextAsync(Path.Combine(home.Path, "ran"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>A directory with a program that answers as ours does, a completion script for a shell, and a file.</summary>
    private static async Task<ScratchDirectory> HomeAsync(string forShell)
    {
        Assert.SkipUnless(Find(forShell) is not null, $"There is no {forShell} here (Debian: apt-get install {forShell}).");
        var home = new ScratchDirectory();
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync("completion", forShell));
        home.Write("completion", shell.Out);
        home.Write("file.json", "[]");
        var program = home.Write("polydev", """
            #!/bin/sh
            case "$1 $2" in
                "[suggest:"*" "*"olydev exec") echo executions ;;
                "[suggest:"*" "*"olydev ex") echo executions; echo export-key ;;
                "[suggest:"*) ;;
                *) echo "$0 $*" >>ran; echo "ran: $*" ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return home;
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private static async Task<string> RunAsync(string program, string directory, params string[] arguments)
    {
        Assert.SkipUnless(Find(program) is not null, $"There is no {program} here.");
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["PATH"] = directory + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = directory;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return output;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
