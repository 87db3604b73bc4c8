using System.Text.Json;
using Polydev.Tests.Cli.Support;
using Polydev.Tests.Drivers.Docker;
using Polydev.Tests.Drivers.Docker.Images;

namespace Polydev.Tests.Cli.Images;

/// <summary>What <c>polydev image</c> says when the engine is away, refuses, or has something else.</summary>
public sealed class ImageCommandTests
{
    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    [InlineData("sbom")]
    public async Task An_engine_that_is_not_there_is_told_with_what_to_do(string verb)
    {
        using var shell = Shell("unix:///nonexistent/docker.sock");
        Assert.Equal(1, await shell.RunAsync("image", verb));
        Assert.Contains("(engine_unavailable)", shell.Error, StringComparison.Ordinal);
        Assert.Contains("DOCKER_HOST", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_of_another_machine_is_refused()
    {
        using var shell = Shell("tcp://10.0.0.1:2375");
        Assert.Equal(1, await shell.RunAsync("image", "list", "--json"));
        Assert.Equal("engine_unavailable", JsonDocument.Parse(shell.Error).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_told_with_how_to_make_it()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("image", 404, """{"message":"No such image: polydev-runtime:0.1.0"}""");
        using var shell = Shell("unix://" + fixture.Engine.Socket);
        Assert.Equal(1, await shell.RunAsync("image", "verify"));
        Assert.Contains("polydev image build", shell.Error, StringComparison.Ordinal);
        Assert.Contains("(image_missing)", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_the_image_is_shown_and_judged()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        using var shell = Shell("unix://" + fixture.Engine.Socket);
        fixture.Engine.Loaded = Archive([.. SmallImage.Entries]);
        Assert.Equal(0, await shell.RunAsync("image", "verify", "--no-run"));
        Assert.Equal(6, shell.Out.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));

        fixture.Engine.Loaded = Archive([.. SmallImage.Entries, SmallImage.File("/bin/bash")]);
        Assert.Equal(1, await shell.RunAsync("image", "verify", "--no-run"));
        Assert.Contains("/bin/bash", shell.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bill_is_printed_as_it_lies_in_the_image()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        using var shell = Shell("unix://" + fixture.Engine.Socket);
        fixture.Engine.Loaded = Archive([.. SmallImage.Entries]);
        Assert.Equal(0, await shell.RunAsync("image", "sbom"));
        Assert.Equal("SPDX-2.3", JsonDocument.Parse(shell.Out).RootElement.GetProperty("spdxVersion").GetString());
    }

    [Fact]
    public async Task Images_are_listed_with_version_and_revision()
    {
        await using var fixture = await DockerDriverFixture.StartAsync();
        fixture.Engine.Next("images", 200, """
            [{"Id":"sha256:0123456789abcdef","RepoTags":["polydev-runtime:0.1.0","polydev-runtime:latest"],"Created":1790000000,"Size":14350000,
              "Labels":{"dev.polydev.runtime":"1","org.opencontainers.image.version":"0.1.0","org.opencontainers.image.revision":"0123456789012345678901234567890123456789"}},
             {"Id":"sha256:1123456789abcdef","RepoTags":["<none>:<none>"],"Created":1780000000,"Size":14350000,"Labels":{"dev.polydev.runtime":"1"}}]
            """);
        using var shell = Shell("unix://" + fixture.Engine.Socket);
        Assert.Equal(0, await shell.RunAsync("image"));
        var lines = shell.Out.Split('\n');
        Assert.Contains("polydev-runtime:0.1.0 polydev-runtime:latest", lines[1], StringComparison.Ordinal);
        Assert.Contains("0.1.0    012345678901  14.35 MB", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("(replaced)", lines[2], StringComparison.Ordinal);
    }

    private static byte[] Archive(IReadOnlyCollection<Polydev.Drivers.Docker.Images.ImageEntry> entries) =>
        Polydev.Drivers.Docker.Images.ImageArchive.Create(Polydev.Drivers.Docker.Images.ImageSpec.OfRuntime(SmallImage.Source), entries).Bytes.ToArray();

    private static TestShell Shell(string dockerHost)
    {
        var shell = new TestShell();
        shell.Variables["DOCKER_HOST"] = dockerHost;
        return shell;
    }
}
