using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Polydev.Cli.Client;
using Polydev.Cli.Hosting;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Checks;
using Polydev.Controller.Cluster.Health;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Cli.Clusters;

/// <summary>Runs the check of the cluster: through the controller where one answers and has a cluster, else at <c>NOMAD_ADDR</c> itself.</summary>
internal static class ClusterCheckRun
{
    private const string NotConfigured = "cluster_not_configured";
    private const int DefaultMemoryMb = 256;

    /// <summary>Runs it and shows each finding as it comes.</summary>
    /// <returns>The exit code: 0 when all passed.</returns>
    public static async Task<int> RunAsync(CommandContext context, bool direct, string? image, CancellationToken cancellationToken)
    {
        var report = new ClusterCheckText(context.Shell, context.Json);
        if (!direct && image is null && await ThroughControllerAsync(context, report, cancellationToken))
        {
            return report.Close();
        }

        await foreach (var check in Direct(context, report, image).WithCancellation(cancellationToken))
        {
            report.Add(check);
        }

        return report.Close();
    }

    /// <summary>Tries the controller; false when none answers, or it has no cluster and the environment names one.</summary>
    private static async Task<bool> ThroughControllerAsync(CommandContext context, ClusterCheckText report, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        try
        {
            await foreach (var check in ReadAsync(client, report, cancellationToken))
            {
                report.Add(check);
            }

            return true;
        }
        catch (CommandFailure failure) when (failure.ExitCode == ExitCodes.Unreachable && report.Count == 0)
        {
            report.Note($"No controller answers at {client.Url.GetLeftPart(UriPartial.Authority)}: the cluster is asked itself.");
            return false;
        }
        catch (CommandFailure failure) when (failure.Code == NotConfigured && context.Shell.Variable(OperatorEnvironment.AddressVariable) is { Length: > 0 })
        {
            report.Note($"The controller at {client.Url.GetLeftPart(UriPartial.Authority)} has no cluster: the one of NOMAD_ADDR is asked itself.");
            return false;
        }
    }

    private static async IAsyncEnumerable<ClusterCheck> ReadAsync(PolydevClient client, ClusterCheckText report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = PolydevClient.Request(HttpMethod.Post, "/v1/cluster/check", null);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await client.SendAsync(request, cancellationToken);
        report.Note($"Through the controller at {client.Url.GetLeftPart(UriPartial.Authority)}.");
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var ended = false;
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            ended |= item.EventType == "end";
            if (item.EventType == "check" && JsonSerializer.Deserialize(item.Data, ClientJson.Default.ClusterCheck) is { } check)
            {
                yield return check;
            }
        }

        if (!ended)
        {
            throw new CommandFailure("stream_broken", "The controller's answer broke off.", "See its log, or check the cluster itself: --direct.");
        }
    }

    private static IAsyncEnumerable<ClusterCheck> Direct(CommandContext context, ClusterCheckText report, string? image)
    {
        var machine = new MachineOptions { DataDirectory = context.DataDirectoryOrNull ?? "/", Driver = NomadDriver.DriverName, Image = image };
        var target = OperatorEnvironment.Read(context.Shell.Variable, machine).Target!;
        report.Note($"At the cluster itself, {target}.");
        return RunAsync(target, context.Shell.Time);
    }

    private static async IAsyncEnumerable<ClusterCheck> RunAsync(ClusterTarget target, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var line = new ClusterLine(target, time);
        var size = new WorkerSize("default", WarmPoolJob.MhzOf(0, target.MhzPerCore), DefaultMemoryMb);
        await foreach (var check in new ClusterChecklist(line, size).RunAsync(cancellationToken))
        {
            yield return check;
        }
    }
}
