using System.Collections.Concurrent;

namespace Polydev.Simulator.Timing;

/// <summary>The words that answers wait for. A word that was said once holds nothing up any more.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);

    /// <summary>Says a word: all that wait for it go on, and so does all that asks for it afterwards.</summary>
    public void Open(string word) => Gate(word).TrySetResult();

    /// <summary>Waits for a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="gone">Ends when the client goes, and the wait with it.</param>
    public async Task WaitAsync(string word, CancellationToken gone) =>
        await Gate(word).Task.WaitAsync(gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private TaskCompletionSource Gate(string word) => _gates.GetOrAdd(word, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
