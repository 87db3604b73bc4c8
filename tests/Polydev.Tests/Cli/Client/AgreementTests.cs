using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Polydev.Cli.Client;
using Polydev.Controller.Api;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Health;
using Polydev.Controller.Cluster.Jobs;
using Polydev.Controller.Executions;
using Polydev.Tests.Cli.Support;
using Polydev.Tests.Json;

namespace Polydev.Tests.Cli.Client;

/// <summary>The client and the API agree on every name: what one of them renames alone fails here, and not as a dash on somebody's screen.</summary>
public sealed class AgreementTests
{
    /// <summary>Every list and what the API can say in it.</summary>
    public static TheoryData<string, string[]> Lists => new()
    {
        { nameof(PoolListResponse), ["pools", "list"] },
        { nameof(WorkerListResponse), ["workers", "list"] },
        { nameof(NodeListResponse), ["nodes"] },
        { nameof(JoinTokenListResponse), ["nodes", "tokens"] },
        { nameof(CapacityResponse), ["capacity"] },
        { nameof(TenantListResponse), ["tenants", "list"] },
        { nameof(KeyListResponse), ["keys", "list"] },
        { nameof(CredentialListResponse), ["credentials", "list"] },
        { nameof(UsageResponse), ["usage"] },
        { nameof(ExecutionListResponse), ["executions", "list"] },
        { nameof(JobRows), ["jobs", "list"] },
        { nameof(JobState), ["jobs", "show", "x"] },
        { nameof(TemplateListResponse), ["jobs", "templates"] },
        { nameof(ClusterReport), ["cluster", "status"] },
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task When_the_api_says_everything_no_column_is_empty(string answer, string[] command)
    {
        var document = FullDocument.Of(Answer(answer)).ToJsonString();
        await using var controller = await FakeController.StartAsync(context => FakeController.JsonAsync(context, document));
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync([.. command, "--url", controller.Url.ToString()]));
        var cells = shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        Assert.True(cells.Count > 2, shell.Out);
        Assert.DoesNotContain("-", cells);
        Assert.DoesNotContain("unknown", cells);
    }

    [Fact]
    public void What_the_client_reads_of_an_execution_the_api_writes() =>
        AssertWithin(FullDocument.Of(ClientJson.Default.ExecutionView), FullDocument.Of(ExecutionsJson.Default.ExecutionResponse));

    [Fact]
    public void An_execution_of_the_api_can_be_read_whole()
    {
        var view = FullDocument.Of(ExecutionsJson.Default.ExecutionResponse).Deserialize(ClientJson.Default.ExecutionView)!;
        var unread = FullDocument.Members(ClientJson.Default.ExecutionView).Where(member => member.Get!(view) is null or "").Select(member => member.Name);
        Assert.Empty(unread);
    }

    [Fact]
    public void What_the_client_asks_the_api_understands() =>
        AssertWithin(FullDocument.Of(ClientJson.Default.RunRequest), FullDocument.Of(ExecutionsJson.Default.ExecutionRequest));

    [Fact]
    public async Task What_the_client_reads_of_a_refusal_the_api_writes()
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await Problems.WriteAsync(context, new Problem(429, "full", "Later.") { RetryAfterSeconds = 3, Errors = new Dictionary<string, string[]> { ["key"] = ["text"] } });
        AssertWithin(FullDocument.Of(ClientJson.Default.ProblemView), JsonNode.Parse(body.ToArray())!);
    }

    [Fact]
    public async Task A_tenant_is_made_of_fields_that_the_api_knows()
    {
        var sent = await SentAsync("tenants", "create", "Acme", "--id", "acme", "--max-concurrent", "1", "--max-queued", "1", "--per-minute", "1", "--daily-usd", "1", "--monthly-usd", "1");
        var request = sent.Deserialize(ApiJson.Default.CreateTenantRequest)!;
        AssertWithin(sent["limits"]!, FullDocument.Of(ApiJson.Default.LimitsBody));
        Assert.Equal("acme", request.Id);
    }

    [Fact]
    public async Task A_key_is_made_of_fields_that_the_api_knows() =>
        AssertWithin(await SentAsync("keys", "create", "--name", "ci", "--expires", "2030-01-01T00:00:00Z", "--admin"), FullDocument.Of(ApiJson.Default.CreateKeyRequest));

    [Fact]
    public async Task A_pool_is_sized_by_fields_that_the_api_knows() =>
        AssertWithin(
            await SentAsync("pools", "set", "default", "--floor", "1", "--ceiling", "1", "--executions-per-worker", "1", "--parallel-starts", "1", "--idle-ttl", "1", "--max-age", "1"),
            FullDocument.Of(ResourcesJson.Default.PoolSizing));

    [Fact]
    public async Task A_job_is_submitted_with_fields_that_the_api_knows()
    {
        var sent = await SentAsync("jobs", "submit", "runtime-container", "--id", "polydev-x", "--set", "memory_mb=512", "--set", "environment.MODEL=m");
        var wish = sent.Deserialize(ClusterJson.Default.JobWish)!;
        Assert.Equal(("runtime-container", "polydev-x"), (wish.Template, wish.Id));
        Assert.Equal(("512", "m"), (wish.Parameters!["memory_mb"].GetString(), wish.Parameters["environment"].GetProperty("MODEL").GetString()));
    }

    private static JsonTypeInfo Answer(string name) => name switch
    {
        nameof(PoolListResponse) => ResourcesJson.Default.PoolListResponse,
        nameof(WorkerListResponse) => ResourcesJson.Default.WorkerListResponse,
        nameof(NodeListResponse) => ResourcesJson.Default.NodeListResponse,
        nameof(CapacityResponse) => ResourcesJson.Default.CapacityResponse,
        nameof(TenantListResponse) => ApiJson.Default.TenantListResponse,
        nameof(KeyListResponse) => ApiJson.Default.KeyListResponse,
        nameof(CredentialListResponse) => ApiJson.Default.CredentialListResponse,
        nameof(UsageResponse) => ApiJson.Default.UsageResponse,
        nameof(JoinTokenListResponse) => ApiJson.Default.JoinTokenListResponse,
        nameof(JobRows) => ClusterJson.Default.JobRows,
        nameof(JobState) => ClusterJson.Default.JobState,
        nameof(TemplateListResponse) => ResourcesJson.Default.TemplateListResponse,
        nameof(ClusterReport) => ClusterJson.Default.ClusterReport,
        _ => ExecutionsJson.Default.ExecutionListResponse,
    };

    /// <summary>What a command sends.</summary>
    private static async Task<JsonNode> SentAsync(params string[] command)
    {
        JsonNode? sent = null;
        await using var controller = await FakeController.StartAsync(async context =>
        {
            sent = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: Cancelled);
            await FakeController.JsonAsync(context, """{"id":"made","key":"pd_secret"}""");
        });
        using var shell = new TestShell();
        Assert.Equal(0, await shell.RunAsync([.. command, "--url", controller.Url.ToString()]));
        return sent!;
    }

    /// <summary>Every field of the one is in the other, and of the same kind.</summary>
    private static void AssertWithin(JsonNode some, JsonNode all) => Assert.Empty(Fields(some, "").Except(Fields(all, "")));

    private static IEnumerable<(string Path, JsonValueKind Kind)> Fields(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Fields(field.Value, path + "." + field.Key)),
        JsonArray items => items.SelectMany(item => Fields(item, path + "[]")),
        null => [],
        _ => [(path, node.GetValueKind())],
    };
}
