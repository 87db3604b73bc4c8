using Polydev.Tests.Cli.Support;
using Polydev.Tests.Drivers.Nomad.Jobs;

namespace Polydev.Tests.Cli.Commands;

/// <summary>What <c>polydev jobs</c> does.</summary>
public sealed class JobsCommandTests
{
    public static TheoryData<string> Templates => DeployedJobsTests.Names;

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Render_prints_the_job_as_it_lies_in_deploy(string template)
    {
        using var shell = new TestShell();

        Assert.Equal(0, await shell.RunAsync("jobs", "render", template));

        Assert.Equal(DeployedJobs.Rendered(DeployedJobs.All.Single(t => t.Template == template)), shell.Out);
    }

    [Fact]
    public async Task Render_puts_in_what_it_is_told()
    {
        using var shell = new TestShell();

        await shell.RunAsync("jobs", "render", "warm-pool", "--image", "registry.example/worker:7", "--datacenter", "a", "--datacenter", "b");

        Assert.Contains("image           = \"registry.example/worker:7\"", shell.Out, StringComparison.Ordinal);
        Assert.Contains("datacenters = [\"a\", \"b\"]", shell.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warm-pool", "disconnect {", "1.1.2")]
    [InlineData("polydev-controller", "service {", "1.1.2")]
    public async Task Render_leaves_out_what_a_version_does_not_know_and_says_for_which_it_is(string template, string block, string version)
    {
        using var newest = new TestShell();
        using var old = new TestShell();

        Assert.Equal(0, await newest.RunAsync("jobs", "render", template));
        Assert.Equal(0, await old.RunAsync("jobs", "render", template, "--nomad-version", version));

        Assert.Contains(block, newest.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(block, old.Out, StringComparison.Ordinal);
        Assert.Contains($"for Nomad {version}: `polydev jobs render {template} --nomad-version {version}`.", old.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("1.0.4")]
    public async Task A_version_that_is_none_or_too_old_is_refused(string version)
    {
        using var shell = new TestShell();

        Assert.Equal(2, await shell.RunAsync("jobs", "render", "warm-pool", "--nomad-version", version));
        Assert.Contains("from 1.1.0 on", shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_that_is_none_is_refused()
    {
        using var shell = new TestShell();

        Assert.Equal(2, await shell.RunAsync("jobs", "render", "nope"));
    }
}
