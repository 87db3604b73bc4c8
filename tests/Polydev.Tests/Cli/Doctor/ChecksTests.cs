using Polydev.Cli.Client;
using Polydev.Cli.Doctor;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Doctor;

/// <summary>What the doctor says of a data directory and a controller.</summary>
public sealed class ChecksTests
{
    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_directory_that_others_can_read_is_a_warning()
    {
        using var directory = new ScratchDirectory();
        Assert.Equal(CheckStatus.Ok, DataChecks.Run(directory.Path)[0].Status);
        File.SetUnixFileMode(directory.Path, File.GetUnixFileMode(directory.Path) | UnixFileMode.OtherRead);
        var check = DataChecks.Run(directory.Path)[0];
        Assert.Equal(CheckStatus.Warn, check.Status);
        Assert.Contains("chmod 700", check.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_not_there_yet_is_judged_by_the_one_it_will_be_made_in()
    {
        using var directory = new ScratchDirectory();
        Assert.Equal(CheckStatus.Ok, DataChecks.Run(Path.Combine(directory.Path, "a", "b"))[0].Status);
        Assert.Equal(CheckStatus.Fail, DataChecks.Run("/proc/polydev")[0].Status);
        Assert.Equal(CheckStatus.Fail, DataChecks.Run(null)[0].Status);
    }

    [Theory]
    [InlineData(200, """{"ready":true,"checks":{"storage":"ok"}}""", CheckStatus.Ok, "ready at")]
    [InlineData(503, """{"ready":false,"checks":{"storage":"the disk is full","pools":"ok"}}""", CheckStatus.Fail, "storage: the disk is full")]
    [InlineData(200, "<html>", CheckStatus.Fail, "is no Polydev controller")]
    internal async Task A_controller_is_judged_by_its_own_readiness(int status, string body, CheckStatus expected, string found)
    {
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(context, body, status));
        using var client = new PolydevClient(new Endpoint(controller.Url, null, null), null);
        var check = (await ControllerChecks.RunAsync(client, TestContext.Current.CancellationToken))[0];
        Assert.Equal(expected, check.Status);
        Assert.Contains(found, check.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_controller_a_free_port_is_only_a_warning()
    {
        using var client = new PolydevClient(new Endpoint(new Uri("http://127.0.0.1:1"), null, null), null);
        var check = Assert.Single(await ControllerChecks.RunAsync(client, TestContext.Current.CancellationToken));
        Assert.NotEqual(CheckStatus.Ok, check.Status);
        Assert.Contains("none runs", check.Found, StringComparison.Ordinal);
    }
}
