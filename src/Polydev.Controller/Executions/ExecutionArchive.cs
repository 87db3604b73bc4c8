using System.Text.Json;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Executions;

/// <summary>Shows executions, live or stored, the same way.</summary>
internal sealed class ExecutionArchive(ExecutionStore store, EventLog log, ExecutionDirectory directory, AdmissionQueue admission)
{
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>Finds one of a tenant, with its output; null when there is none.</summary>
    public async Task<ExecutionResponse?> FindAsync(string tenantId, string id, CancellationToken cancellationToken)
    {
        if (directory.Find(tenantId, id) is { } live)
        {
            return await ShowAsync(live, cancellationToken);
        }

        return await store.FindAsync(tenantId, id, cancellationToken) is { } stored ? await ShowAsync(stored, cancellationToken) : null;
    }

    /// <summary>A live execution with its output so far.</summary>
    public async Task<ExecutionResponse> ShowAsync(Execution execution, CancellationToken cancellationToken)
    {
        var shown = execution.Describe(out var events);
        var output = events is not null
            ? new OutputAssembler().Add(events).Build()
            : await ReadOutputAsync(execution.Id, shown.LastSeq, cancellationToken);
        var position = admission.Position(execution);
        return shown with { Output = output, QueuePosition = position == 0 ? null : position };
    }

    /// <summary>A stored execution with its output.</summary>
    public async Task<ExecutionResponse> ShowAsync(StoredExecution stored, CancellationToken cancellationToken) => Describe(stored) with
    {
        Output = await ReadOutputAsync(stored.Id, stored.LastSeq ?? long.MaxValue, cancellationToken),
        Metadata = Metadata(await store.ReadRequestAsync(stored.TenantId, stored.Id, cancellationToken)),
    };

    /// <summary>A stored execution without its output.</summary>
    public static ExecutionResponse Describe(StoredExecution stored)
    {
        var summary = stored.Summary is { } json
            ? JsonSerializer.Deserialize(json, ExecutionsJson.Default.ExecutionSummary)!
            : new ExecutionSummary { Attempts = Attempts(stored) };
        var status = ParseStatus(stored.Status);
        return new ExecutionResponse
        {
            Id = stored.Id,
            Status = status,
            Provider = stored.Provider,
            Model = stored.Model,
            CreatedAt = stored.CreatedAt,
            EndedAt = stored.EndedAt,
            StopReason = summary.StopReason,
            ProviderStopReason = summary.ProviderStopReason,
            Usage = stored.Usage,
            CostUsd = stored.CostUsd,
            Error = summary.Error,
            Complete = status == ExecutionStatus.Succeeded,
            Attempts = summary.Attempts,
            Timings = summary.Timings,
            Worker = summary.Worker,
            User = stored.User,
            LastSeq = stored.LastSeq ?? 0,
        };
    }

    /// <summary>The attempts of a stored execution that has not ended.</summary>
    public static List<AttemptRecord> Attempts(StoredExecution stored) =>
        stored.Attempts is { } json ? JsonSerializer.Deserialize(json, ExecutionsJson.Default.ListAttemptRecord)! : [];

    /// <summary>Reads a status as it is stored.</summary>
    public static ExecutionStatus ParseStatus(string text) =>
        Enum.GetValues<ExecutionStatus>().First(s => ExecutionProgress.StatusText(s) == text);

    private async Task<ExecutionOutput> ReadOutputAsync(string id, long lastSeq, CancellationToken cancellationToken)
    {
        var assembler = new OutputAssembler();
        for (long seq = 0; seq < lastSeq;)
        {
            if (await log.ReadEventsAsync(id, seq, ChunkBytes, cancellationToken) is not { } chunk)
            {
                break;
            }

            assembler.Add(chunk.Events.Span);
            seq = chunk.LastSeq;
        }

        return assembler.Build();
    }

    private static JsonElement? Metadata(byte[]? request) =>
        request is null ? null : JsonSerializer.Deserialize(request, ExecutionsJson.Default.ExecutionRequest)?.Metadata;
}
