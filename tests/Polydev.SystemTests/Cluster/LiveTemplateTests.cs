using System.Text.RegularExpressions;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>The jobs of <c>deploy/nomad</c> as an operator gives them to a real cluster.</summary>
[Collection(LiveClusterTests.Name)]
public sealed partial class LiveTemplateTests(LiveCluster live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Folder => Path.Combine(PolydevProcess.Repository, "deploy", "nomad");

    [Fact]
    public async Task Every_file_is_understood_and_found_in_order()
    {
        live.Require();
        var files = Directory.GetFiles(Folder, "*.nomad.hcl");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var job = (await live.Operator.Jobs.ParseAsync(await TextAsync(file), canonical: true, Token)).Value;

            var said = (await live.Operator.Jobs.ValidateAsync(job, Token)).Value;

            Assert.True(said.ValidationErrors is null or { Count: 0 }, $"{file}: {said.Error}");
        }
    }

    [Fact]
    public async Task The_runtime_container_runs_once_to_its_end()
    {
        live.Require();
        await using var trial = new TrialJob(live, "runtime");
        var job = (await live.Operator.Jobs.ParseAsync(await TextAsync(Path.Combine(Folder, "runtime-container.nomad.hcl")), canonical: true, Token)).Value;

        var allocation = await trial.RunAsync(job with { ID = trial.Id, Name = trial.Id }, "complete", "failed");

        Assert.Equal("complete", allocation.ClientStatus);
        Assert.Equal(0, allocation.TaskStates![WorkerContainer.TaskName].Events!.Last(e => e.Type == "Terminated").ExitCode);
    }

    [Fact]
    public async Task The_warm_pools_file_is_the_job_that_the_controller_dispatches_from()
    {
        live.Require();
        var job = (await live.Operator.Jobs.ParseAsync(await TextAsync(Path.Combine(Folder, "warm-pool.nomad.hcl")), canonical: false, Token)).Value;

        Assert.Equal(new WarmPoolJob { Image = RuntimeImage.Own }.Id, job.ID);
        Assert.Equal(["worker_id", "nonce"], job.ParameterizedJob!.MetaRequired!);
    }

    [Fact]
    public async Task The_controllers_job_serves_from_its_host_and_leaves_nothing_when_it_is_stopped()
    {
        var own = live.RequireOwn();
        await using var host = new HostFiles(live.Data!, own.LeastRights);
        await live.Operator.Jobs.RegisterAsync(new WarmPoolJob { Image = RuntimeImage.Own }.ToJob().For(live.Version), null, Token);
        var (text, port) = (await TextAsync(Path.Combine(Folder, "polydev-controller.nomad.hcl")), OwnCluster.FreePort());
        text = host.Fit(text).Replace("4000", port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var job = (await live.Operator.Jobs.ParseAsync(text, canonical: true, Token)).Value;
        await using var trial = new TrialJob(live, "controller");

        var allocation = await trial.RunAsync((job with { ID = trial.Id, Name = trial.Id }).For(live.Version), "running");

        Assert.Equal(own.First.Name, allocation.NodeName);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await PolydevProcess.UntilAsync(async () => await AnswersAsync(http), "the controller was ready");
        await PolydevProcess.UntilAsync(async () => (await LiveRun.JobsOfAsync(live, await host.OwnerAsync())).Count >= 2, "it had workers");
        await live.Operator.Jobs.StopAsync(trial.Id, purge: false, Token);
        await trial.FirstAsync(trial.Id, "complete");
        await PolydevProcess.UntilAsync(async () => (await own.ContainersAsync()).Count == 0, "none of its workers lived");
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/readyz", Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A file as its own head says for older versions.</summary>
    private async Task<string> TextAsync(string file)
    {
        var text = await File.ReadAllTextAsync(file, Token);
        text = live.Version.HasDisconnect ? text : Disconnect().Replace(text, "");
        return live.Version.HasNativeServices ? text : Provider().Replace(text, "");
    }

    [GeneratedRegex(@"\n *disconnect \{[^}]*\}\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Disconnect();

    [GeneratedRegex(@"\n *provider *= ""nomad""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Provider();
}
