using Polydev.Cli.Surroundings;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>A provider over HTTPS, called by the worker as it is shipped: only a certificate of a known authority is good enough for the tenant's key.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("polydev-test-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("google")]
    public async Task A_provider_whose_authority_the_operator_names_is_called(string provider)
    {
        RequireNativeWorker();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { HttpsPort = 0 }, Cancelled);
        await using var polydev = await StartAsync(simulator, simulator);
        var execution = await polydev.ExecuteAsync(new { provider, model = "sim-text", prompt = "hi" });
        Assert.True(execution.GetProperty("status").GetString() == "succeeded", execution.GetRawText());
        Assert.NotEqual("", execution.GetProperty("output").GetProperty("text").GetString());

        // The second one goes over the same connection: the handshake was a whole one.
        execution = await polydev.ExecuteAsync(new { provider, model = "sim-text", prompt = "hi" });
        Assert.True(execution.GetProperty("attempts")[0].GetProperty("connection_reused").GetBoolean(), execution.GetRawText());
        Assert.Equal(2, simulator.Counters.Requests);
    }

    [Fact]
    public async Task A_provider_of_an_unknown_authority_gets_no_request_and_the_reason_is_told()
    {
        RequireNativeWorker();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { HttpsPort = 0 }, Cancelled);
        await using var other = await SimulatorHost.StartAsync(new SimulatorOptions { HttpsPort = 0 }, Cancelled);
        await using var polydev = await StartAsync(simulator, trusted: other);
        await AssertRefusedAsync(polydev, simulator);
    }

    [Fact]
    public async Task The_machines_own_authorities_do_not_vouch_for_a_private_one()
    {
        RequireNativeWorker();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { HttpsPort = 0 }, Cancelled);
        await using var polydev = await StartAsync(simulator, trusted: null);
        await AssertRefusedAsync(polydev, simulator);
    }

    [Fact]
    public async Task A_file_of_authorities_without_any_stops_the_start()
    {
        var empty = Path.Combine(_directory.FullName, "empty.pem");
        await File.WriteAllTextAsync(empty, "nothing", Cancelled);
        var data = Path.Combine(_directory.FullName, "data");
        var (code, _, error) = await PolydevProcess.RunAsync(
            ["up", "--port", "0", "--data", data, "--driver", "process"], new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = empty });
        Assert.NotEqual(0, code);
        Assert.Contains(empty + " has no certificate", error, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static async Task AssertRefusedAsync(PolydevProcess polydev, SimulatorHost simulator)
    {
        var execution = await polydev.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" });
        Assert.Equal("failed", execution.GetProperty("status").GetString());
        var error = execution.GetProperty("error");
        Assert.Equal("provider_unreachable", error.GetProperty("code").GetString());
        Assert.Contains("certificate is not trusted", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(error.GetProperty("retryable").GetBoolean());
        Assert.Single(execution.GetProperty("attempts").EnumerateArray());
        Assert.Equal(0, simulator.Counters.Requests);
    }

    private static void RequireNativeWorker()
    {
        var worker = WorkerBinary.Find();
        Assert.SkipUnless(File.Exists(worker) && !File.Exists(worker + ".dll"), "There is no NativeAOT worker: ./polydev builds it where clang is.");
    }

    /// <summary>A Polydev whose providers are the simulator over HTTPS, and which trusts the authority of a simulator.</summary>
    private async Task<PolydevProcess> StartAsync(SimulatorHost simulator, SimulatorHost? trusted)
    {
        // Empty is as good as not set, whatever the machine of the test has.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = "" };
        if (trusted is not null)
        {
            var file = Path.Combine(_directory.FullName, "authorities.pem");
            await File.WriteAllTextAsync(file, trusted.CertificatePem, Cancelled);
            environment["SSL_CERT_FILE"] = file;
        }

        return await PolydevProcess.StartAsync(simulator.HttpsAddress!, "sk-system-test", 1, environment);
    }
}
