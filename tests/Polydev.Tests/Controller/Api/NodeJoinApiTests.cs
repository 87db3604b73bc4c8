using System.Net;
using System.Text.Json;
using Polydev.Protocol.Nodes;

namespace Polydev.Tests.Controller.Api;

/// <summary>Who may be a node, over the API.</summary>
public sealed class NodeJoinApiTests
{
    [Fact]
    public async Task A_token_is_shown_when_it_is_made_and_never_again()
    {
        await using var api = await TestApi.StartAsync(nodes: true);
        var (status, made) = await api.SendAsync(HttpMethod.Post, "/v1/nodes/tokens", """{"name":"one","ttl_seconds":60}""");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.True(JoinToken.TryParse(made.GetProperty("token").GetString()!, out _));
        Assert.Equal(api.Time.GetUtcNow().AddSeconds(60), made.GetProperty("expires_at").GetDateTimeOffset());
        var (_, list) = await api.SendAsync(HttpMethod.Get, "/v1/nodes/tokens");
        var shown = Assert.Single(list.GetProperty("tokens").EnumerateArray());
        Assert.Equal(["created_at", "expires_at", "id", "name", "uses_left"], shown.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, shown.GetProperty("uses_left").GetInt32());
    }

    [Fact]
    public async Task A_token_without_wishes_is_good_once_for_an_hour()
    {
        await using var api = await TestApi.StartAsync(nodes: true);
        var (_, made) = await api.SendAsync(HttpMethod.Post, "/v1/nodes/tokens", "{}");
        Assert.Equal(1, made.GetProperty("uses_left").GetInt32());
        Assert.Equal(api.Time.GetUtcNow().AddHours(1), made.GetProperty("expires_at").GetDateTimeOffset());
        Assert.False(made.TryGetProperty("name", out _));
    }

    [Fact]
    public async Task A_token_is_ended_by_its_id()
    {
        await using var api = await TestApi.StartAsync(nodes: true);
        var (_, made) = await api.SendAsync(HttpMethod.Post, "/v1/nodes/tokens", """{"uses":3}""");
        var path = "/v1/nodes/tokens/" + made.GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(HttpMethod.Delete, path)).Status);
        var (status, problem) = await api.SendAsync(HttpMethod.Delete, path);
        Assert.Equal((HttpStatusCode.NotFound, "join_token_not_found"), (status, Code(problem)));
    }

    [Theory]
    [InlineData("""{"name":"../x"}""", "name")]
    [InlineData("""{"uses":0,"ttl_seconds":0}""", "ttl_seconds,uses")]
    [InlineData("""{"uses":1001}""", "uses")]
    [InlineData("""{"name":"one","uses":2}""", "uses")]
    [InlineData("""{"ttl_seconds":"1h","extra":1}""", "extra,ttl_seconds")]
    public async Task Everything_that_is_wrong_is_said_at_once(string body, string fields)
    {
        await using var api = await TestApi.StartAsync(nodes: true);
        var (status, problem) = await api.SendAsync(HttpMethod.Post, "/v1/nodes/tokens", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(fields, TestApi.FaultyFields(problem));
    }

    [Fact]
    public async Task A_node_that_is_not_there_cannot_be_revoked()
    {
        await using var api = await TestApi.StartAsync(nodes: true);
        var (status, problem) = await api.SendAsync(HttpMethod.Delete, "/v1/nodes/one");
        Assert.Equal((HttpStatusCode.NotFound, "node_not_found"), (status, Code(problem)));
    }

    [Theory]
    [InlineData("GET", "/v1/nodes/tokens")]
    [InlineData("POST", "/v1/nodes/tokens")]
    [InlineData("DELETE", "/v1/nodes/tokens/x")]
    [InlineData("DELETE", "/v1/nodes/one")]
    public async Task Only_admins_and_only_where_nodes_are_let_in(string method, string path)
    {
        await using var api = await TestApi.StartAsync(nodes: true);
        var tenant = await api.MakeTenantAsync("acme");
        var body = method == "POST" ? "{}" : null;
        var (status, problem) = await api.SendAsync(new HttpMethod(method), path, body, key: tenant);
        Assert.Equal((HttpStatusCode.Forbidden, "admin_required"), (status, Code(problem)));
        await using var alone = await TestApi.StartAsync();
        (status, problem) = await alone.SendAsync(new HttpMethod(method), path, body);
        Assert.Equal((HttpStatusCode.Conflict, "nodes_not_served"), (status, Code(problem)));
    }

    private static string? Code(JsonElement problem) => problem.GetProperty("code").GetString();
}
