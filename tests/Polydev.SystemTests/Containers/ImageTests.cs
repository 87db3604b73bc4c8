using System.Text.Json;
using Polydev.Drivers.Docker;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Containers;

/// <summary>The image of the workers, built and run for real.</summary>
[Collection(ContainerTests.Name)]
public sealed class ImageTests(DockerEngine engine)
{
    // The compiler may have to share two cores with every other test.
    private static readonly TimeSpan Compiling = TimeSpan.FromMinutes(10);
    private static readonly string[] Sources = ["src/Polydev.Worker", "src/Polydev.Protocol", "src/Polydev.Providers", "src/Polydev.Sockets", "build"];

    [Fact]
    public async Task Verify_finds_nothing_wrong_in_either_mode_for_any_provider()
    {
        engine.Require();
        var before = await engine.ContainersAsync("polydev.owner");
        var (exit, output, error) = await ImageAsync("verify");

        Assert.True(exit == 0, output + error);
        foreach (var check in new[] { "size", "labels", "start", "permissions", "shell", "files" }
            .Concat(["direct openai", "direct anthropic", "direct google", "direct refused", "linked openai-chat", "linked openai-responses", "linked anthropic-messages", "linked gemini"]))
        {
            Assert.Contains("ok    " + check + " ", output, StringComparison.Ordinal);
        }

        Assert.Empty((await engine.ContainersAsync("polydev.owner")).Except(before));
        Assert.DoesNotContain("polydev-verify", await engine.DockerAsync("network", "ls"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_refuses_an_image_that_somebody_changed()
    {
        engine.Require();
        var (exit, output, _) = await ImageAsync("verify", "--no-run", "--image", DockerEngine.ProbeImage);

        Assert.Equal(1, exit);
        Assert.Contains("/probe", output, StringComparison.Ordinal);
        Assert.Contains("/setuid", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_sources_give_the_same_image_wherever_and_whenever_they_are_compiled()
    {
        engine.Require();
        var elsewhere = Directory.CreateTempSubdirectory("polydev-elsewhere-");
        try
        {
            var clone = Path.Combine(elsewhere.FullName, "another", "much-longer-path");
            Copy(PolydevProcess.Repository, clone);
            var (built, _, complaint) = await Commands.TryAsync("/bin/sh", [Path.Combine(clone, "build", "build.sh"), "worker"], patience: Compiling);
            Assert.True(built == 0, complaint);
            var worker = Path.Combine(clone, "artifacts", "worker", "polydev-worker");
            var (exit, output, error) = await ImageAsync(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["POLYDEV_WORKER"] = worker }, "build", "--json", "--output", Path.Combine(elsewhere.FullName, "image.tar"));

            Assert.True(exit == 0, output + error);
            using var image = JsonDocument.Parse(output);
            Assert.Equal((await engine.DockerAsync("inspect", "--format", "{{.Id}}", RuntimeImage.Own)).Trim(), image.RootElement.GetProperty("id").GetString());
            Assert.InRange(image.RootElement.GetProperty("bytes").GetInt64(), 1, RuntimeImage.MaxBytes);
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    private Task<(int ExitCode, string Output, string Error)> ImageAsync(params string[] arguments) => ImageAsync(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    private Task<(int ExitCode, string Output, string Error)> ImageAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        environment["DOCKER_HOST"] = engine.Address;
        return PolydevProcess.RunAsync(["image", .. arguments], environment);
    }

    /// <summary>Copies what the worker is compiled from; no version control comes along.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from).Where(f => Path.GetFileName(f) != ".git").Concat(Sources.SelectMany(s => Directory.EnumerateFiles(Path.Combine(from, s), "*", SearchOption.AllDirectories))))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
