using System.Net.Http.Json;
using System.Text.Json;

namespace Polydev.SystemTests.Support;

/// <summary>Which workers a controller has, and on which nodes.</summary>
internal static class WorkerPlaces
{
    /// <summary>The live workers.</summary>
    public static async Task<IReadOnlyList<(string Id, string State, string Node)>> WorkersAsync(PolydevProcess polydev) =>
    [
        .. (await polydev.Http.GetFromJsonAsync<JsonElement>("/v1/workers", TestContext.Current.CancellationToken)).GetProperty("workers").EnumerateArray()
            .Select(w => (w.GetProperty("id").GetString()!, w.GetProperty("state").GetString()!, w.TryGetProperty("node", out var node) ? node.GetString()! : "")),
    ];

    /// <summary>The nodes of warm workers, once for each worker.</summary>
    public static async Task<IReadOnlyList<string>> WarmAsync(PolydevProcess polydev) => [.. (await WorkersAsync(polydev)).Where(w => w.State == "warm").Select(w => w.Node)];

    /// <summary>The node that an execution runs on. Not that of the first worker it was given: an attempt may fail at once, and be tried again on another.</summary>
    public static async Task<string> NodeOfAsync(PolydevProcess polydev, string execution)
    {
        string? node = null;
        await PolydevProcess.UntilAsync(
            async () =>
            {
                var worker = (await polydev.ReadAsync(execution)).TryGetProperty("worker", out var w) ? w.GetProperty("id").GetString() : null;
                node = (await WorkersAsync(polydev)).FirstOrDefault(found => found.Id == worker).Node;
                return node is not null;
            },
            () => $"{execution} had a worker: {polydev.Said}");
        return node!;
    }
}
