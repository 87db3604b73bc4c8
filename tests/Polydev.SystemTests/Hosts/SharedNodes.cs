namespace Polydev.SystemTests.Hosts;

/// <summary>The cluster that the tests of nodes share: made for the first, repaired for each, and made anew when it cannot be repaired.</summary>
public sealed class SharedNodes : IAsyncDisposable
{
    private NodesLab? _lab;

    /// <summary>A cluster without a fault.</summary>
    internal async Task<NodesLab> RepairedAsync()
    {
        if (_lab is not null)
        {
            try
            {
                await _lab.RepairAsync();
                return _lab;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A test before this one left it broken and has said so; the next shall not fail for that.
                TestContext.Current.TestOutputHelper?.WriteLine("the cluster could not be repaired: " + e.Message);
                await DisposeAsync();
            }
        }

        return _lab = await NodesLab.StartAsync("process");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_lab is { } lab)
        {
            _lab = null;
            await lab.DisposeAsync();
        }
    }
}
