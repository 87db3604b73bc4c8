using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary><c>polydev up</c> on a host, which outlives neither a kill nor a crash of the host, and is started again on the same data.</summary>
internal sealed class HostController : IAsyncDisposable
{
    private const string ApiPort = "4000";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("pdh-");
    private readonly Dictionary<string, string> _environment;
    private readonly string[] _arguments;

    private HostController(LabHost host, Dictionary<string, string> environment, string[] arguments)
    {
        Host = host;
        _environment = environment;
        _arguments = arguments;
    }

    /// <summary>The host it is on.</summary>
    public LabHost Host { get; }

    /// <summary>The running program.</summary>
    public HostProgram Program { get; private set; } = null!;

    /// <summary>A client with the admin key, on the controller's own host: no fault of the network is between.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>The same, in the API's words.</summary>
    public PolydevApi Api => new(Http);

    /// <summary>The data directory.</summary>
    public string Data => _data.FullName;

    /// <summary>Starts one whose providers are a simulator, with a credential for each.</summary>
    /// <param name="host">Where.</param>
    /// <param name="provider">Address of the simulator.</param>
    /// <param name="configuration">Its configuration file.</param>
    /// <param name="arguments">More options.</param>
    public static async Task<HostController> StartAsync(LabHost host, Uri provider, object configuration, params string[] arguments)
    {
        var root = provider.AbsoluteUri.TrimEnd('/');
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OPENAI_BASE_URL"] = root + "/v1",
            ["ANTHROPIC_BASE_URL"] = root,
            ["GOOGLE_GEMINI_BASE_URL"] = root,
        };
        var controller = new HostController(host, environment, arguments);
        await File.WriteAllTextAsync(Path.Combine(controller.Data, "polydev.json"), JsonSerializer.Serialize(configuration));
        await controller.StartAgainAsync();
        foreach (var name in new[] { "openai", "anthropic", "google" })
        {
            using var set = await controller.Http.PutAsJsonAsync($"/v1/credentials/{name}", new { api_key = "sk-hosts" });
            set.EnsureSuccessStatusCode();
        }

        return controller;
    }

    /// <summary>Starts it, on the same data and with the same settings as before.</summary>
    public async Task StartAgainAsync()
    {
        Program = await HostProgram.StartAsync(Host, _environment, ["up", "--port", ApiPort, "--data", Data, .. _arguments]);
        Http?.Dispose();
        Http = Host.Client(new Uri("http://127.0.0.1:" + ApiPort));
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(Data, "admin.key"))).Trim());
    }

    /// <summary>Runs a command of the command line on its host and with its key; it must succeed.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var (exit, output, error) = await HostProgram.RunAsync(Host, [.. arguments, "--data", Data, "--url", "http://127.0.0.1:" + ApiPort]);
        Assert.True(exit == 0, $"polydev {string.Join(' ', arguments)} ended with {exit}: {output}{error}");
        return output;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (Program is not null)
        {
            await Program.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }
}
