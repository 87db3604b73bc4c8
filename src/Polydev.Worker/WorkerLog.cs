namespace Polydev.Worker;

/// <summary>The worker's few words to the outside: one plain line each on standard error, never a payload or a secret.</summary>
internal sealed class WorkerLog(TextWriter output, string workerId)
{
    private readonly Lock _gate = new();

    /// <summary>Writes <c>polydev-worker ID: message</c>; a closed standard error is no reason to fail.</summary>
    public void Line(string message)
    {
        try
        {
            lock (_gate)
            {
                output.WriteLine($"polydev-worker {workerId}: {message}");
                output.Flush();
            }
        }
        catch (IOException)
        {
            // Whoever listened is gone; the link is the channel that counts.
        }
    }
}
