using System.Diagnostics;
using Polydev.Cli.Images;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Images;

/// <summary>Which sources an image says it is from.</summary>
public sealed class SourceRevisionTests
{
    private const string Unknown = "unknown";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_the_last_change_of_what_the_image_is_made_of()
    {
        using var clone = new ScratchDirectory();
        Git(clone, "init", "--quiet");
        Commit(clone, "src/Polydev.Worker/Program.cs", "one");
        var first = await SourceRevision.FindAsync(clone.Path, Token);
        Commit(clone, "docs/x.md", "elsewhere");

        Assert.Equal(40, first.Revision.Length);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), first.Time);
        Assert.Equal(first, await SourceRevision.FindAsync(clone.Path, Token));

        File.WriteAllText(Path.Combine(clone.Path, "docs/x.md"), "not committed, not of the image");
        Assert.Equal(first, await SourceRevision.FindAsync(clone.Path, Token));

        File.WriteAllText(Path.Combine(clone.Path, "src/Polydev.Worker/Program.cs"), "two");
        Assert.Equal(first.Revision + "-modified", (await SourceRevision.FindAsync(clone.Path, Token)).Revision);

        Commit(clone, "src/Polydev.Worker/Program.cs", "two");
        Assert.NotEqual(first.Revision, (await SourceRevision.FindAsync(clone.Path, Token)).Revision);
    }

    [Fact]
    public async Task Without_a_clone_it_is_what_this_program_was_built_from()
    {
        var source = await SourceRevision.FindAsync(null, Token);
        Assert.True(source.Revision is Unknown or { Length: 40 }, source.Revision);
        Assert.Equal(DateTimeOffset.UnixEpoch, source.Time);
    }

    private static void Commit(ScratchDirectory clone, string path, string content)
    {
        var file = Path.Combine(clone.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        Git(clone, "add", "--all");
        Git(clone, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", content);
    }

    private static void Git(ScratchDirectory clone, params string[] arguments)
    {
        var info = new ProcessStartInfo("git", ["-C", clone.Path, .. arguments]) { UseShellExecute = false, RedirectStandardError = true };
        info.Environment["GIT_COMMITTER_DATE"] = "1790000000 +0000";
        using var git = Process.Start(info)!;
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error);
    }
}
