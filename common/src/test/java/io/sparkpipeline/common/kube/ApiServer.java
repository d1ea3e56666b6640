package io.sparkpipeline.common.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Kubernetes API over HTTP that keeps objects in memory, forbids what a role does not name, and fails on demand. */
public final class ApiServer implements AutoCloseable {

    /** Headers with this on a request mark the test's own client, which is neither recorded, forbidden nor failed. */
    private static final String ADMIN = "Bearer admin";

    private record Fault(
            Predicate<ApiRequest> on, AtomicInteger times, boolean applied, UnaryOperator<MockResponse> answer) {}

    /** The server logs every request through java.util.logging; held here, since loggers are weakly referenced. */
    private static final java.util.logging.Logger REQUESTS =
            java.util.logging.Logger.getLogger(MockWebServer.class.getName());

    static {
        REQUESTS.setLevel(Level.WARNING);
    }

    private static final Pattern ONE_OF_A_SET =
            Pattern.compile("(?:%20|\\+)in(?:%20|\\+)(?:%28|\\()([^%,)]+)(?:%29|\\))");
    private static final Pattern PHASE = Pattern.compile("([?&])fieldSelector=status\\.phase(?:%3D|=)\\w+&?");

    private final Objects objects = new Objects();
    private final MockWebServer server = new MockWebServer();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<ApiRequest> requests = new ConcurrentLinkedQueue<>();
    private final KubernetesClient admin;
    private volatile @Nullable Set<KubeAction> allowed;

    private ApiServer() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return serve(request);
            }
        });
        server.start();
        admin = client(ADMIN.substring("Bearer ".length()));
    }

    /** A server on a free port. */
    public static ApiServer start() {
        return new ApiServer();
    }

    /** Where it is, for {@code --kube-api}. */
    public String url() {
        return "http://localhost:" + server.getPort();
    }

    /** The test's own client, which faults and forbidden verbs do not touch. */
    public KubernetesClient admin() {
        return admin;
    }

    /** The same as a job's connection, without retries. */
    public KubeConnection connection() {
        return new KubeConnection(admin, new KubeRetries(new RetryAfter(), 0, Duration.ofSeconds(5), Optional.empty()));
    }

    /** Objects created from now on are dated so. */
    public void createdAt(Instant time) {
        objects.created = time;
    }

    /** Objects created from now on are dated truly. */
    public void createdNow() {
        objects.created = null;
    }

    /** From now on only these are allowed. */
    public void allowOnly(Collection<KubeAction> actions) {
        allowed = Set.copyOf(actions);
    }

    /** The JSON of an object without a request, which may be called while a request is served; empty when not there. */
    public String stored(String path) {
        Map.Entry<AttributeSet, String> found = objects.findResource(objects.getKey(path));
        return found == null ? "" : found.getValue();
    }

    /** What was asked for, by other clients than the test's own. */
    public List<ApiRequest> requests() {
        return List.copyOf(requests);
    }

    /** The next so many requests of this kind are answered with this code, and not applied. */
    public void fail(String verb, String resource, int times, int code) {
        fail(verb, resource, times, answer -> status(code, "injected fault " + code));
    }

    /** The same with any answer. */
    public void fail(String verb, String resource, int times, UnaryOperator<MockResponse> answer) {
        faults.add(new Fault(matching(verb, resource), new AtomicInteger(times), false, answer));
    }

    /** The next so many requests of this kind are applied, and their answer goes through this. */
    public void answer(String verb, String resource, int times, UnaryOperator<MockResponse> answer) {
        faults.add(new Fault(matching(verb, resource), new AtomicInteger(times), true, answer));
    }

    /** The next so many requests of this kind are applied, but their answer is replaced. */
    public void loseAnswer(String verb, String resource, int times, int code) {
        answer(verb, resource, times, answer -> status(code, "the answer is lost"));
    }

    /** The answers to the next so many requests of this kind come late. */
    public void delay(String verb, String resource, int times, Duration delay) {
        answer(verb, resource, times, answer -> answer.setBodyDelay(delay));
    }

    /** The next so many requests of this kind get no answer. */
    public void silence(String verb, String resource, int times) {
        fail(
                verb,
                resource,
                times,
                answer -> status(504, "sent when nobody waits any more").setBodyDelay(Duration.ofHours(1)));
    }

    /** The next so many watches say that their version is too old, and end. */
    public void expireWatches(int times) {
        String error = Serialization.asJson(new StatusBuilder()
                .withStatus("Failure")
                .withCode(410)
                .withReason("Expired")
                .withMessage("too old resource version: 1 (2)")
                .build());
        fail(
                "watch",
                "volumesnapshots",
                times,
                answer -> new MockResponse().withWebSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onOpen(WebSocket socket, io.fabric8.mockwebserver.http.Response response) {
                        socket.send("{\"type\":\"ERROR\",\"object\":" + error + "}");
                        socket.close(1000, "expired");
                    }
                }));
    }

    /** Ends all faults. */
    public void heal() {
        faults.clear();
    }

    /** A failure as the API server words it. */
    public static MockResponse status(int code, String message) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(Serialization.asJson(new StatusBuilder()
                        .withStatus("Failure")
                        .withCode(code)
                        .withMessage(message)
                        .build()));
    }

    private MockResponse serve(RecordedRequest recorded) {
        if (ADMIN.equals(recorded.getHeader("Authorization"))) {
            return objects.dispatch(recorded);
        }
        ApiRequest request = ApiRequest.of(recorded);
        requests.add(request);
        Set<KubeAction> role = allowed;
        if (role != null && !role.contains(request.action())) {
            return status(
                    403,
                    request.action().qualifiedResource() + " is forbidden: User \"job\" cannot " + request.action());
        }
        for (Fault fault : faults) {
            if (fault.on().test(request) && fault.times().getAndDecrement() > 0) {
                return fault.answer().apply(fault.applied() ? objects.dispatch(recorded) : new MockResponse());
            }
        }
        return objects.dispatch(recorded);
    }

    private static Predicate<ApiRequest> matching(String verb, String resource) {
        return request -> (verb.equals("*") || request.action().verb().equals(verb))
                && request.action().resource().equals(resource);
    }

    private KubernetesClient client(String token) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withOauthToken(token)
                .withNamespace("default")
                .withHttp2Disable(true)
                .withRequestTimeout(5_000)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The mock dates objects itself, and so does this where a test needs a history; a new pod is pending. */
    private static final class Objects extends KubernetesCrudDispatcher {

        private volatile @Nullable Instant created;

        @Override
        public MockResponse handleGet(String path) {
            return super.handleGet(understood(path));
        }

        @Override
        public MockResponse handleDelete(String path) {
            return super.handleDelete(understood(path));
        }

        /** Of selectors the mock knows neither a set of labels, here of one, nor a pod's phase, which is left out. */
        private static String understood(String path) {
            return ONE_OF_A_SET.matcher(PHASE.matcher(path).replaceAll("$1")).replaceAll("%3D$1");
        }

        @Override
        public void processEvent(
                String path,
                AttributeSet attributes,
                @Nullable AttributeSet old,
                @Nullable GenericKubernetesResource resource,
                @Nullable String state) {
            Instant time = created;
            boolean pending = resource != null && resource.getKind().equals("Pod") && resource.get("status") == null;
            if (old == null && resource != null && (time != null || pending)) {
                if (time != null) {
                    resource.getMetadata().setCreationTimestamp(time.toString());
                }
                if (pending) {
                    resource.setAdditionalProperty("status", Map.of("phase", "Pending"));
                }
                super.processEvent(path, attributes, old, resource, Serialization.asJson(resource));
            } else {
                super.processEvent(path, attributes, old, resource, state);
            }
        }
    }

    @Override
    public void close() {
        admin.close();
        server.shutdown();
    }
}
